import API
import Commands
import Crypto
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime

extension PasswordWorkers {
    /// False if too many wait.
    package func change(_ change: PasswordChange, _ origin: RequestOrigin) -> Bool {
        take(origin) { desk, session in try desk.answer(change, origin, &session) }
    }

    private func answer(
        _ change: PasswordChange,
        _ origin: RequestOrigin,
        _ session: inout DatabaseHandle
    ) throws -> Response? {
        func hand(_ command: any Command) -> Response? {
            self.hand(
                command,
                of: Actor(change.identity.user),
                change.key,
                by: change.identity.issuedAt,
                for: .request(origin.ticket, by: change.identity.user),
                origin
            )
        }
        // Answered from its receipt, since the old password is another one by now.
        if try hasReceipt(change, &session) { return hand(RefusePasswordChange()) }
        let person: Person
        switch try reader.person(change.identity.user, people.sealer, &session) {
        case .sealed(let found): person = found
        case .distrusted(let user):
            // The stored hash is not believed, so that no password is the right one.
            people.report(user)
            return hand(RefusePasswordChange())
        case nil: return Response(Problem(.unauthorized, "The user does not exist any more."))
        }
        let login = NormalForm.username(person.username)
        let attempt = PasswordAttempt(login: login, from: origin.address, claims, clock)
        if let problem = try attempt.hindrance(&session) { return Response(problem) }
        guard PasswordHash(text: person.passwordHash)?.matches(change.passwords.old) == true else {
            try attempt.failed(&session)
            return hand(RefusePasswordChange())
        }
        try attempt.succeeded(&session)
        return hand(
            ChangePassword(
                passwordHash: PasswordHash(of: change.passwords.new, cost: rules.cost).text,
                keeping: change.identity.session,
                passwordChanges: person.passwordChanges
            )
        )
    }

    private func hasReceipt(
        _ change: PasswordChange,
        _ session: inout DatabaseHandle
    ) throws(PostgresError) -> Bool {
        guard let key = change.key else { return false }
        let receipt = ReceiptKey(actor: Actor(change.identity.user), key: key.key)
        return try session.use { (connection) throws(PostgresError) in
            try connection.hasReceipt(under: receipt)
        }
    }
}

/// What a user who changes the password sent.
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
