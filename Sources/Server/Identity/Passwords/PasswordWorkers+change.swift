import API
import Commands
import Crypto
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime

/// The request of a user who changes the password.
package struct PasswordChange: Sendable {
    let identity: Identity
    let key: IdempotencyKey?
    let passwords: PasswordPair

    package init(_ passwords: PasswordPair, by identity: Identity, under key: IdempotencyKey?) {
        self.identity = identity
        self.key = key
        self.passwords = passwords
    }
}

extension PasswordWorkers {
    /// Returns false if too many requests wait.
    package func change(_ change: PasswordChange, _ origin: RequestOrigin) -> Bool {
        workers.submit(origin.ticket) { [self] database in
            try respond(to: change, origin, &database)
        }
    }

    private func respond(
        to change: PasswordChange,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        let user = change.identity.user
        func submit(_ command: any Command) -> Response? {
            self.submit(
                command,
                of: Actor(user),
                change.key,
                witness: change.identity.issuedAt,
                for: .request(origin.ticket, by: user),
                origin
            )
        }
        // The receipt decides about a repeated request: the old password is another one by now.
        if try hasReceipt(change, &database) { return submit(RefusePasswordChange()) }
        guard let found = try reader.person(user, people.sealer, &database) else {
            return Response(Problem(.unauthorized, "The user does not exist any more."))
        }
        // No password is right if the stored hash cannot be trusted.
        guard let person = people.trusted(found) else { return submit(RefusePasswordChange()) }
        let login = NormalForm.username(person.username)
        let attempt = PasswordAttempt(login: login, from: origin.address, claims, clock)
        if let problem = try attempt.hindrance(&database) { return Response(problem) }
        guard PasswordHash(text: person.passwordHash)?.matches(change.passwords.old) == true else {
            try attempt.failed(&database)
            return submit(RefusePasswordChange())
        }
        try attempt.succeeded(&database)
        return submit(
            ChangePassword(
                passwordHash: PasswordHash(of: change.passwords.new, cost: rules.cost).text,
                keeping: change.identity.session,
                passwordChanges: person.passwordChanges
            )
        )
    }

    private func hasReceipt(
        _ change: PasswordChange,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Bool {
        guard let key = change.key else { return false }
        let receipt = ReceiptKey(actor: Actor(change.identity.user), key: key.key)
        return try database.use { (connection) throws(PostgresError) in
            try connection.hasReceipt(under: receipt)
        }
    }
}
