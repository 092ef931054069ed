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
    /// Returns why the request is refused at once; nil if it is taken.
    package func redeem(_ redemption: PasswordRedemption, _ origin: RequestOrigin) -> Problem? {
        enqueue(.storage, origin) { [self] database in
            try respond(to: redemption, origin, &database)
        }
    }

    private func respond(
        to redemption: PasswordRedemption,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        func submit(_ command: any Command) -> Response? {
            self.submit(
                command,
                of: .anonymous,
                for: .registration(origin.ticket, from: origin.address),
                origin
            )
        }
        guard let code = OneTimeCode(text: redemption.code) else { return submit(RefuseCode()) }
        let user = UserID(code.id)
        let hash = tools.claims.code(.passwordReset, secret: code.secret)
        let now = Timestamp(microseconds: tools.clock.unixMicroseconds)
        guard try reader.awaitsReset(user, with: hash, at: now, &database),
            let person = people.trusted(try reader.person(user, people.sealer, &database))
        else { return submit(RefuseCode()) }
        do throws(Problem) {
            try redemption.require(not: person.names)
        } catch {
            return Response(error)
        }
        let command = RedeemPasswordReset(
            of: user,
            code: hash,
            passwordHash: timed { PasswordHash(of: redemption.password, cost: rules.cost).text }
        )
        // Somebody who forgot the password has tried others.
        try database.use { (connection) throws(PostgresError) in
            try SignInAttempts(connection).clear(person.user, tools.claims)
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
        let hash = tools.claims.code(.invitation, secret: code.secret)
        let now = Timestamp(microseconds: tools.clock.unixMicroseconds)
        guard try reader.admits(invitation, with: hash, at: now, &database) else { return nil }
        return Register.Invited(invitation, code: hash)
    }
}
