import API
import Entities
import EventStore
import Events
import HTTP
import Identity
import Model
import Operations
import Postgres
import Runtime
import Settings
import Text
import Writer

/// Sends a refused or failed command again in its actor's name, so that it never applies twice.
package struct CommandRetrier: Sendable {
    let queue: CommandQueue<Caller>
    let configuration: Configuration
    let clock: ServiceClock
    let claims: ClaimHasher

    package init(
        queue: CommandQueue<Caller>,
        configuration: Configuration,
        clock: ServiceClock,
        claims: ClaimHasher
    ) {
        self.queue = queue
        self.configuration = configuration
        self.clock = clock
        self.claims = claims
    }

    /// Longer than any batch takes while the database responds.
    private static let waitMilliseconds = 30_000

    /// Sends the command with this id again; blocks until the outcome is known.
    package func retry(
        _ id: Int64,
        _ database: inout DatabaseHandle
    ) throws(PostgresError) -> Response {
        let found = try database.use { (connection) throws(PostgresError) in
            try JournalStore(connection).find(id)
        }
        guard let kept = found else {
            return Response(
                Problem(.notFound, "There is no such command, or it is no longer kept.")
            )
        }
        guard kept.outcome != .done, kept.retryOutcome != .done else {
            return .refused(.commandDone)
        }
        if case .code = kept.route.work { return .refused(.codeShownOnce) }
        guard !kept.isInDoubt else { return .refused(.commandInDoubt) }
        let now = Timestamp(microseconds: clock.unixMicroseconds)
        guard let request = kept.request, canTellRepeats(kept, at: now), let user = kept.actor.user
        else { return .refused(.commandNotKept) }
        let standing = try IdentityReader(claims).standing(of: user, &database)
        guard !standing.isDeleted else { return .refused(.userDeleted) }
        let identity = Identity(
            user: user,
            // The journal does not keep sign-outs, the only commands about a session.
            session: SessionID(0),
            issuedAt: LogPlace(.start),
            isAdministrator: standing.roles.contains(.admin)
        )
        var ids = UUIDGenerator()
        let newID = ids.next()
        let command: any Command
        do throws(Problem) {
            command = try self.command(kept, request, identity, newID)
        } catch {
            return Response(error)
        }
        try database.use { (connection) throws(PostgresError) in
            try JournalStore(connection).beginRetry(id, at: now)
        }
        guard let response = send(command, newID, kept, request) else {
            return Response(.overloaded("The outcome is not known yet. Try again."))
        }
        try database.use { (connection) throws(PostgresError) in
            try JournalStore(connection).endRetry(kept, JournalVerdict(response))
        }
        return response
    }

    /// Whether another try, by the client or by an administrator, still has its receipt if it was
    /// done.
    private func canTellRepeats(_ kept: KeptCommand, at now: Timestamp) -> Bool {
        guard let began = kept.mayBeDoneSince else { return true }
        let seconds = configuration.receiptHours * 3_600 - Self.waitMilliseconds / 1_000
        return now < began.advanced(bySeconds: seconds)
    }

    /// The command that the request makes now, with its actor's present rights.
    private func command(
        _ kept: KeptCommand,
        _ request: [UInt8],
        _ identity: Identity,
        _ id: UUID128
    ) throws(Problem) -> any Command {
        if kept.route.access == .administrator, !identity.isAdministrator {
            throw Problem(.forbidden, "The user who sent it is no longer an administrator.")
        }
        guard
            let object = request.isEmpty
                ? JSONObject([JSONObject.Member]()) : try? JSONObject(request)
        else {
            throw Problem(.internalError, "What the command was sent with can't be read.")
        }
        guard case .command(let make) = kept.route.work else {
            throw Problem(.internalError, "This operation is not a command.")
        }
        var body = BodyFields(object)
        let context = CommandContext(
            identity: identity,
            command: id,
            id: kept.subject,
            configuration: configuration,
            claims: ClaimCache(claims)
        )
        let command = make(&body, context)
        try body.finish()
        return command
    }

    /// Nil if the outcome is not known in time.
    private func send(
        _ command: any Command,
        _ id: UUID128,
        _ kept: KeptCommand,
        _ request: [UInt8]
    ) -> Response? {
        let awaited = AwaitedOutcomes(count: 1)
        let submission = Submission<Caller>(
            command,
            id: id,
            actor: kept.actor,
            key: IdempotencyKey(kept.retryKey, fingerprint: kept.fingerprint(request)),
            receivedAt: .now,
            causation: kept.command,
            ticket: .awaited(awaited, index: 0)
        )
        if queue.submit([submission]) == 0 {
            awaited.resolve(0, .unavailable(retryAfterSeconds: 1))
        }
        let outcomes = awaited.wait(milliseconds: Self.waitMilliseconds, givesUp: { false })
        return outcomes?.first.map { Response($0, in: nil) }
    }
}
