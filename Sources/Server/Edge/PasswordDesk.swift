import Commands
import Events
import HTTP
import Postgres

/// Everything that hashes a password: on a few threads of its own, never on an event loop, and with
/// a bounded queue before them.
final class PasswordDesk: Sendable {
    static let overloaded = Problem.overloaded("Too many passwords are being checked. Try again.")

    private let pool: WorkerPool<DatabaseSession>
    private let rules: Rules
    private let tokens: TokenCodec
    private let claims: ClaimHasher
    private let queue: CommandQueue<Caller>
    private let complete: @Sendable ([Completion]) -> Void
    /// Checked against where there is no user, so that the time does not tell.
    private let dummy: PasswordHash

    /// What the configuration says about passwords and tokens.
    private struct Rules: Sendable {
        let cost: PasswordHash.Cost
        let tokenSeconds: Int64
        let grant: Money
    }

    /// `complete` is called on the desk's threads.
    init(
        database: ConnectionOptions,
        configuration: Configuration,
        secrets: LogSecrets,
        queue: CommandQueue<Caller>,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        rules = Rules(
            cost: configuration.passwordCost,
            tokenSeconds: Int64(configuration.tokenSeconds),
            grant: configuration.grant
        )
        tokens = TokenCodec(key: secrets.tokens)
        claims = ClaimHasher(key: secrets.claims)
        self.queue = queue
        self.complete = complete
        dummy = PasswordHash(of: RandomBytes.make(16), cost: configuration.passwordCost)
        pool = WorkerPool(
            named: "passwords",
            threads: configuration.hashThreads,
            limit: configuration.hashQueueLimit
        ) { DatabaseSession(database) }
    }

    /// Passwords that wait.
    var depth: Int { pool.depth }

    /// False if too many wait.
    func register(
        _ registration: Registration,
        id: UUID128,
        key: IdempotencyKey?,
        correlation: UUID128?,
        _ ticket: Ticket
    ) -> Bool {
        pool.submit { [self] _ in
            let command = registration.command(
                cost: rules.cost,
                claims: claims,
                grant: rules.grant
            )
            // The wait for a thread is not the writer's: its clock begins now.
            let submission = Submission<Caller>(
                command,
                id: id,
                actor: .anonymous,
                key: key.map { key in
                    IdempotencyKey(key.key, fingerprint: claims.fingerprint(key.fingerprint))
                },
                receivedAt: .now,
                correlation: correlation,
                ticket: .request(ticket)
            )
            if queue.submit([submission]) == 0 {
                let answer = Response(.overloaded("Too many commands wait. Try again later."))
                complete([Completion(ticket: ticket, response: answer)])
            }
        }
    }

    /// False if too many wait.
    func signIn(_ credentials: Credentials, _ ticket: Ticket) -> Bool {
        pool.submit { [self] session in
            complete([Completion(ticket: ticket, response: answer(credentials, &session))])
        }
    }

    /// Finishes what was taken, and ends the threads.
    func close() {
        pool.close()
    }

    private func answer(_ credentials: Credentials, _ session: inout DatabaseSession) -> Response {
        do {
            let person = try person(credentials.login, &session)
            let stored = person.flatMap { PasswordHash(text: $0.passwordHash) } ?? dummy
            let matches = stored.matches(credentials.password)
            guard let person, matches else {
                return Response(Problem(.unauthorized, "User name or password is wrong."))
            }
            return token(for: person.user, try roles(of: person.user, &session))
        } catch {
            LogLine(.error, "sign-in failed").with("error", "\(error)").write()
            var problem = Problem(.unavailable, "The database is not reached. Try again later.")
            problem.retryAfterSeconds = 1
            return Response(problem)
        }
    }

    /// Who has claimed the name or the address, which are told apart by the at sign.
    ///
    /// By the claim, as a registration is: PostgreSQL's idea of letter case depends on its locale.
    private func person(
        _ login: String,
        _ session: inout DatabaseSession
    ) throws(PostgresError) -> Person? {
        let claim: StreamID =
            login.utf8.contains(UInt8(ascii: "@"))
            ? .email(claims.email(login)) : .username(claims.username(login))
        let owner = try events(of: claim, limit: 1, &session).first.flatMap { event -> UserID? in
            guard case .claim(let change) = event.event else { return nil }
            switch change {
            case .usernameClaimed(let user), .emailClaimed(let user): return user
            }
        }
        // Nobody is asked for too, so that the time does not tell.
        return try session.use { (connection) throws(PostgresError) in
            try PeopleStore(connection).find(owner ?? UserID(0))
        }
    }

    /// From the log, which knows at once what a read model learns later.
    private func roles(
        of user: UserID,
        _ session: inout DatabaseSession
    ) throws(PostgresError) -> [Role] {
        try events(of: .user(user), limit: 1_000, &session).compactMap { event in
            guard case .user(.roleGranted(let granted)) = event.event else { return nil }
            return granted.role
        }
    }

    private func events(
        of stream: StreamID,
        limit: Int,
        _ session: inout DatabaseSession
    ) throws(PostgresError) -> [RecordedEvent] {
        try session.use { (connection) throws(PostgresError) in
            do throws(EventLogError) {
                return try LogReader(connection).read(stream, limit: limit)
            } catch {
                throw PostgresError.connection("\(error)")
            }
        }
    }

    private func token(for user: UserID, _ roles: [Role]) -> Response {
        let now = Clock.unixSeconds
        let claims = TokenClaims(
            user: user,
            roles: roles,
            issuedAt: now,
            expiresAt: now + rules.tokenSeconds,
            tokenID: hexadecimal(RandomBytes.make(16))
        )
        let token = String(decoding: tokens.encode(claims), as: UTF8.self)
        let body =
            "{\"access_token\":\"\(token)\",\"token_type\":\"bearer\","
            + "\"expires_in\":\(rules.tokenSeconds)}"
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        return Response(.ok, fields: headers.bytes, body: Array(body.utf8))
    }
}
