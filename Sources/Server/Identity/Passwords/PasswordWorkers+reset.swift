import API
import Commands
import Crypto
import Entities
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime

/// One-time codes, checked against the log before a password is hashed for them.
extension PasswordWorkers {
    /// Throws if the request is refused at once.
    package func redeem(
        _ redemption: PasswordRedemption,
        _ origin: RequestOrigin
    ) throws(Problem) {
        try enqueue(.storage, origin) { [self] database in
            try respond(to: redemption, origin, &database)
        }
    }

    private func respond(
        to redemption: PasswordRedemption,
        _ origin: RequestOrigin,
        _ database: inout DatabaseHandle
    ) throws -> Response? {
        func submit(_ command: any Command, of user: UserID? = nil) -> Response? {
            let redemption = Redemption { [self] response in
                user.map { forgetFailures(of: $0, then: response, origin.ticket) } ?? false
            }
            let caller = Caller.redemption(origin.ticket, redemption)
            return self.submit(command, of: .anonymous, for: caller, origin)
        }
        guard let code = OneTimeCode(text: redemption.code) else { return submit(RefuseCode()) }
        let user = UserID(code.id)
        let hash = tools.claims.code(.passwordReset, secret: code.secret)
        let now = Timestamp(microseconds: tools.clock.unixMicroseconds)
        guard try reader.awaitsReset(user, with: hash, at: now, &database),
            let person = people.trusted(try reader.person(user, people.sealer, &database))
        else { return submit(RefuseCode()) }
        do throws(Problem) {
            try redemption.new.require(not: person.names)
        } catch {
            return Response(error)
        }
        let command = RedeemPasswordReset(
            of: user,
            code: hash,
            passwordHash: timed { PasswordHash(of: redemption.new.password, cost: rules.cost).text }
        )
        return submit(command, of: user)
    }

    /// Forgets the failed sign-ins of a user who has chosen another password, and responds.
    ///
    /// Somebody who forgot the password has tried others. Returns false if too many requests wait:
    /// then the failures are forgotten as time passes.
    private func forgetFailures(
        of user: UserID,
        then response: Response,
        _ ticket: Ticket
    ) -> Bool {
        workers.submit(ticket) { [self] database in
            // The password is changed already, whatever becomes of the failures.
            try? database.use { (connection) throws(PostgresError) in
                try SignInAttempts(connection).clear(user, tools.claims)
            }
            return response
        }
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
