import API
import Commands
import Crypto
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime
import Settings

/// Everything that hashes a password: on a few threads of its own, never on an event loop, and with
/// a bounded queue before them.
package final class PasswordWorkers: Sendable {
    package static let overloaded = Problem.overloaded(
        "Too many passwords are being checked. Try again."
    )
    /// Says nothing about which of them it is, or whether there is such a user.
    static let wrong = Problem(.unauthorized, "User name or password is wrong.")

    let rules: Rules
    let claims: ClaimHasher
    let clock: ServiceClock
    let people: People
    let reader: IdentityReader
    let issuer: TokenIssuer
    /// Checked against where there is no user, so that the time does not tell.
    let dummy: PasswordHash
    private let pool: WorkerPool<DatabaseHandle>
    private let queue: CommandQueue<Caller>
    private let complete: @Sendable ([Completion]) -> Void

    /// What the configuration says about passwords and sessions.
    struct Rules: Sendable {
        let cost: PasswordHash.Cost
        let refreshSeconds: Int
        let grant: Money
    }

    /// Which rows of people are believed, and who hears of others.
    package struct People: Sendable {
        private let key: [UInt8]
        private let distrusted: DistrustedRows

        package init(sealedBy key: [UInt8], distrusted: DistrustedRows) {
            self.key = key
            self.distrusted = distrusted
        }

        /// For one look-up; a sealer stays on its thread.
        var sealer: RowSealer { RowSealer(key: key) }

        func report(_ user: UserID) {
            distrusted.report(.person(user))
        }
    }

    /// `complete` is called on the desk's threads.
    package init(
        database: ConnectionOptions,
        history: HistoryBoard,
        configuration: Configuration,
        clock: ServiceClock,
        claims: ClaimHasher,
        people: People,
        issuer: TokenIssuer,
        queue: CommandQueue<Caller>,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        rules = Rules(
            cost: configuration.passwordCost,
            refreshSeconds: configuration.refreshSeconds,
            grant: configuration.grant
        )
        self.clock = clock
        self.claims = claims
        self.people = people
        self.issuer = issuer
        self.queue = queue
        self.complete = complete
        reader = IdentityReader(claims)
        dummy = PasswordHash(of: RandomBytes.make(16), cost: configuration.passwordCost)
        // Failed sign-ins are all that is written on these connections. They are no promise to anybody,
        // and signing in must not wait for a standby that is away.
        var database = database
        database.settings["synchronous_commit"] = "local"
        let options = database
        pool = WorkerPool(
            named: "passwords",
            threads: configuration.hashThreads,
            limit: configuration.hashQueueLimit
        ) { DatabaseHandle(options, of: history) }
    }

    /// Passwords that wait.
    package var depth: Int { pool.depth }

    /// False if too many wait.
    package func register(
        _ registration: Registration,
        key: IdempotencyKey?,
        _ origin: RequestOrigin
    ) -> Bool {
        take(origin) { desk, _ in
            let command = registration.command(
                cost: desk.rules.cost,
                claims: desk.claims,
                grant: desk.rules.grant
            )
            return desk.hand(
                command,
                of: .anonymous,
                key,
                for: .registration(origin.ticket),
                origin
            )
        }
    }

    /// Finishes what was taken, and ends the threads.
    package func close() {
        pool.close()
    }

    /// Runs `work` on one of the threads; what it answers is sent, nil if the answer comes later.
    ///
    /// False if too many wait.
    func take(
        _ origin: RequestOrigin,
        _ work: @escaping @Sendable (PasswordWorkers, inout DatabaseHandle) throws -> Response?
    ) -> Bool {
        pool.submit { [self] session in
            let answer: Response?
            do {
                answer = try work(self, &session)
            } catch {
                answer = Response(identityFailure: error)
            }
            if let answer { complete([Completion(ticket: origin.ticket, response: answer)]) }
        }
    }

    /// Passes a command on to the writer; an answer only if that has no room.
    ///
    /// `witness` is where the log has the session of the caller, if there is one.
    func hand(
        _ command: any Command,
        of actor: Actor,
        _ key: IdempotencyKey?,
        by witness: LogPlace? = nil,
        for caller: Caller,
        _ origin: RequestOrigin
    ) -> Response? {
        // The wait for a thread is not the writer's: its clock begins now.
        let submission = Submission<Caller>(
            command,
            id: origin.id,
            actor: actor,
            key: key.map(keyed),
            witness: witness,
            receivedAt: .now,
            correlation: origin.correlation,
            ticket: caller
        )
        guard queue.submit([submission]) == 0 else { return nil }
        return Response(.overloaded("Too many commands wait. Try again later."))
    }

    /// The key of a request whose body has a password.
    func keyed(_ key: IdempotencyKey) -> IdempotencyKey {
        IdempotencyKey(key.key, fingerprint: claims.fingerprint(key.fingerprint))
    }
}

extension Response {
    private static let identityFailures = FailureLog("identity check failed")

    /// The answer where somebody's identity could not be looked up.
    package init(identityFailure error: any Error) {
        Self.identityFailures.report(error)
        var problem = Problem(.unavailable, "The database is not reached. Try again later.")
        problem.retryAfterSeconds = 1
        self.init(problem)
    }
}

extension Registration {
    /// Hashes the password, which takes its time, and makes the command.
    package func command(cost: PasswordHash.Cost, claims: ClaimHasher, grant: Money) -> Register {
        Register(
            username: claims.username(NormalForm.username(username)),
            email: claims.email(NormalForm.email(email)),
            details: PersonalDetails(
                username: username,
                email: email,
                name: name,
                passwordHash: PasswordHash(of: password, cost: cost).text
            ),
            grant: grant
        )
    }
}
