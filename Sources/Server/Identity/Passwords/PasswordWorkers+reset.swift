import API
import Commands
import Crypto
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime

/// One-time codes, checked against the log before a password is hashed for them.
extension PasswordWorkers {
    /// Returns false if too many requests wait.
    package func redeem(_ redemption: PasswordRedemption, _ origin: RequestOrigin) -> Bool {
        workers.submit(origin.ticket) { [self] database in
            try respond(to: redemption, origin, &database)
        }
    }

    private func respond(
        to redemption: PasswordRedemption,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        func submit(_ command: any Command) -> Response? {
            self.submit(command, of: .anonymous, for: .registration(origin.ticket), origin)
        }
        guard let code = OneTimeCode(text: redemption.code) else { return submit(RefuseCode()) }
        let user = UserID(code.id)
        let hash = claims.code(.passwordReset, secret: code.secret)
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        guard try reader.awaitsReset(user, with: hash, at: now, &database),
            let person = people.trusted(try reader.person(user, people.sealer, &database))
        else { return submit(RefuseCode()) }
        let command = RedeemPasswordReset(
            of: user,
            code: hash,
            passwordHash: PasswordHash(of: redemption.password, cost: rules.cost).text
        )
        // Somebody who forgot the password has tried others.
        try database.use { (connection) throws(PostgresError) in
            _ = try SignInAttempts(connection).clear(.all(of: person, claims))
        }
        return submit(command)
    }

    /// The invitation of a code; nil if the code is invalid.
    func invitation(
        _ text: String,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Register.Invited? {
        guard let code = OneTimeCode(text: text) else { return nil }
        let invitation = InvitationID(code.id)
        let hash = claims.code(.invitation, secret: code.secret)
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        guard try reader.admits(invitation, with: hash, at: now, &database) else { return nil }
        return Register.Invited(invitation, code: hash)
    }
}

extension [SignInSubject] {
    /// Everything under which failed sign-ins of a person are counted.
    package static func all(of person: Person, _ claims: ClaimHasher) -> [SignInSubject] {
        let names: Set<String> = [
            NormalForm.username(person.username), NormalForm.email(person.email),
        ]
        return names.map { SignInSubject(account: $0, claims) }
    }
}
