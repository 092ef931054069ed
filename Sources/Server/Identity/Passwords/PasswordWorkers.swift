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
import Settings
import Synchronization
import Text
import Writer

/// All work that hashes a password: a few threads of its own keep it off the event loops.
///
/// `PasswordQueue` decides what a thread does next, and what is refused at once.
package final class PasswordWorkers: Sendable {
    typealias Line = PasswordQueue<RequestWorkers.Request>

    let rules: Rules
    let tools: PasswordAttempt.Tools
    let people: People
    let reader: IdentityReader
    let issuer: TokenIssuer
    let line: Mutex<Line>
    let workers: RequestWorkers
    private let queue: CommandQueue<Caller>

    /// The settings about passwords and sessions.
    struct Rules: Sendable {
        let cost: PasswordHash.Cost
        let refreshSeconds: Int
        let grant: Money
        let registration: RegistrationMode
    }

    /// Decides which rows of people are trusted, and reports the others.
    package struct People: Sendable {
        private let key: [UInt8]
        private let distrusted: DistrustedRows

        package init(sealedBy key: [UInt8], distrusted: DistrustedRows) {
            self.key = key
            self.distrusted = distrusted
        }

        /// A sealer for one look-up; it stays on its thread.
        var sealer: RowSealer { RowSealer(key: key) }

        /// The person of a trusted row; nil, after a report, for a row that is not trusted.
        func trusted(_ found: FoundPerson?) -> Person? {
            switch found {
            case .sealed(let person): return person
            case .distrusted(let user):
                distrusted.report(.person(user))
                return nil
            case nil: return nil
            }
        }
    }

    /// `complete` is called on the workers' threads.
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
            grant: configuration.grant,
            registration: configuration.registration
        )
        tools = PasswordAttempt.Tools(
            claims: claims,
            clock: clock,
            knownClientSeconds: configuration.knownClientSeconds
        )
        self.people = people
        self.issuer = issuer
        self.queue = queue
        reader = IdentityReader(claims)
        let (cost, begun) = (rules.cost, SystemClock.monotonicNanoseconds)
        _ = PasswordHash.decoy(cost: cost).match(Password(""), at: cost)
        line = Mutex(
            Line(
                Line.Limits(
                    threads: configuration.hashThreads,
                    waiting: configuration.hashQueueLimit
                ),
                hashMicroseconds: (SystemClock.monotonicNanoseconds - begun) / 1_000
            )
        )
        // These connections write failed sign-ins only. No response depends on them, and signing in
        // must not wait for a standby that is away.
        var database = database
        database.settings["synchronous_commit"] = "local"
        workers = RequestWorkers(
            named: "passwords",
            threads: configuration.hashThreads,
            limit: configuration.hashQueueLimit,
            database: database,
            history: history,
            failure: IdentityReader.failure,
            complete: complete
        )
    }

    /// The number of passwords that wait.
    package var depth: Int { line.withLock { $0.count } }

    /// Throws if the request is refused at once.
    package func register(
        _ registration: Registration,
        key: IdempotencyKey?,
        _ origin: RequestOrigin
    ) throws(Problem) {
        let key = key.map {
            $0.scoped(by: tools.claims.username(NormalForm.username(registration.username)))
        }
        try enqueue(.storage, origin) { [self] database in
            let caller = Caller.registration(origin.ticket)
            func submit(_ command: any Command) -> Response? {
                self.submit(command, of: .anonymous, key, for: caller, origin)
            }
            var invited: Register.Invited?
            switch rules.registration {
            case .open: break
            case .closed: return .refused(.registrationClosed)
            case .invite:
                guard let text = registration.invitation
                else { return .refused(.invitationRequired) }
                invited = try invitation(text, &database)
                if invited == nil { return submit(RefuseCode()) }
            }
            return submit(
                timed {
                    registration.command(
                        cost: rules.cost,
                        claims: tools.claims,
                        grant: rules.grant,
                        invitation: invited
                    )
                }
            )
        }
    }

    /// Finishes the accepted requests, and ends the threads.
    package func close() {
        line.withLock { $0.close() }
        workers.close()
    }

    /// Has a thread do the work when its turn comes; throws if it would wait too long.
    func enqueue(
        _ purpose: Line.Purpose,
        share: Line.Share? = nil,
        hashes: Int = 1,
        _ origin: RequestOrigin,
        _ work: @escaping RequestWorkers.Work
    ) throws(Problem) {
        let request = Line.Request(
            purpose,
            from: origin.address,
            share: share,
            hashes: hashes,
            work: RequestWorkers.Request(ticket: origin.ticket, work: work)
        )
        switch line.withLock({ $0.add(request, now: SystemClock.monotonicMilliseconds) }) {
        case .ownShare(let seconds):
            throw .tooMany(
                "You have sent too many passwords at once. Wait before the next.",
                retryAfterSeconds: seconds
            )
        case .full(let seconds):
            throw .overloaded(
                "Too many passwords are being checked. Try again.",
                retryAfterSeconds: seconds
            )
        case nil: break
        }
        // It takes all whose turn it is. The pool has room for as many calls as requests can wait;
        // if it is full, the calls in it take this request as well.
        _ = workers.submit { [self] in next() }
    }

    /// The request whose turn it is, for a thread that is free.
    private func next() -> RequestWorkers.Request? {
        let request = line.withLock { $0.next(now: SystemClock.monotonicMilliseconds) }
        guard let request else { return nil }
        return RequestWorkers.Request(ticket: request.work.ticket) { [self] database in
            defer { line.withLock { $0.finished(request) } }
            return try request.work.work(&database)
        }
    }

    /// Computes one hash, and notes how long it takes.
    func timed<Result>(_ hash: () -> Result) -> Result {
        let begun = SystemClock.monotonicNanoseconds
        defer {
            let microseconds = (SystemClock.monotonicNanoseconds - begun) / 1_000
            line.withLock { $0.measured(microseconds: microseconds) }
        }
        return hash()
    }

    /// Compares a password with a stored hash, and notes how long each hash takes.
    func match(_ stored: PasswordHash, _ password: Password) -> PasswordHash.Match {
        stored.match(password, at: rules.cost) { stored, form in timed { stored.matches(form) } }
    }

    /// Passes a command to the writer; returns a response only if the queue has no room.
    ///
    /// `witness` is the place of the caller's session in the log, if there is one. The stored key
    /// has a secret fingerprint, since the request's body has a password.
    func submit(
        _ command: any Command,
        of actor: Actor,
        _ key: IdempotencyKey? = nil,
        witness: LogPlace? = nil,
        for caller: Caller,
        _ origin: RequestOrigin
    ) -> Response? {
        let key = key.map {
            IdempotencyKey($0.key, fingerprint: tools.claims.fingerprint($0.fingerprint))
        }
        return origin.submit(command, of: actor, key, witness: witness, for: caller, to: queue)
    }
}

extension Registration {
    /// Hashes the password, which takes its time, and makes the command.
    package func command(
        cost: PasswordHash.Cost,
        claims: ClaimHasher,
        grant: Money,
        invitation: Register.Invited? = nil
    ) -> Register {
        Register(
            username: claims.username(NormalForm.username(username)),
            email: claims.email(NormalForm.email(email)),
            details: PersonalDetails(
                username: username,
                email: email,
                name: name,
                passwordHash: PasswordHash(of: password, cost: cost).text
            ),
            grant: grant,
            invitation: invitation
        )
    }
}

extension IdempotencyKey {
    /// The key of somebody who is not signed in: strangers share no user, so the name that they ask
    /// for keeps their keys apart.
    ///
    /// A client's key has no space, so no other key is the same.
    fileprivate func scoped(by name: ClaimHash) -> IdempotencyKey {
        IdempotencyKey("\(name.value.text) \(key)", fingerprint: fingerprint)
    }
}
