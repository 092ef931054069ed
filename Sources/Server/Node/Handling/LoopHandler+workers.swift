import API
import Entities
import EventStore
import Events
import HTTP
import Identity
import Jobs
import Model
import Operations
import Queries
import Runtime
import Settings
import Text

/// Operations that a worker answers, or that need no sign-in.
extension LoopHandler {
    private func origin(_ request: borrowing Request, _ ticket: Ticket) -> RequestOrigin {
        let trustsProxy = service.configuration.trustProxy == 1
        let address = request.clientAddress(trustsProxy: trustsProxy)
        return RequestOrigin(
            id: ids.next(),
            correlation: request.correlation,
            address: address,
            details: SessionDetails(request, from: address),
            ticket: ticket
        )
    }

    // MARK: Passwords

    /// Reads the body, for work that the workers with the hashes do.
    private func body<Value>(
        _ request: borrowing Request,
        orForm: Bool = false,
        _ read: (inout BodyFields) -> Value
    ) throws(Problem) -> Value {
        var body = try orForm ? BodyFields(jsonOrForm: request) : BodyFields(json: request)
        let value = read(&body)
        try body.finish()
        return value
    }

    func register(
        _ read: Work.ReadBody<API.Registration>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let key = try IdempotencyKey(request, isRequired: false)
        let registration = try body(request, read)
        let origin = origin(request, ticket)
        try take(nameBy: .address(origin.address))
        try service.registrations.take(from: origin.address)
        try service.passwords.register(registration, key: key, origin)
    }

    func signIn(
        _ read: Work.ReadBody<Credentials>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let credentials = try body(request, orForm: true, read)
        let client = knownClient(request)
        try service.passwords.signIn(credentials, by: client, origin(request, ticket))
    }

    /// What the request shows of an earlier sign-in: a token of a session, or the device's cookie.
    private func knownClient(_ request: borrowing Request) -> KnownClient? {
        let now = service.clock.unixSeconds
        if let token = request.bearerToken,
            let payload = try? service.issuer.codec.verify(token, now: now),
            isOpen(payload, now: now)
        {
            return payload.client
        }
        return service.issuer.device.client(request, now: now)
    }

    /// Whether the token's session is in the log and not over, as far as this node knows.
    private func isOpen(_ token: TokenPayload, now: Int64) -> Bool {
        guard (try? history.requireSession(at: token.place)) != nil else { return false }
        return !revocations.isEnded(token.session, of: token.user, now: now)
    }

    /// A change that the present password allows.
    func change(
        _ route: Route,
        _ read: (inout BodyFields) -> CheckedChange.Wish,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let identity = try identify(request, for: route)
        let key = try IdempotencyKey(request, isRequired: false)
        let change = CheckedChange(try body(request, read), by: identity, under: key)
        if change.asksForName { try take(nameBy: .user(identity.user)) }
        try service.passwords.change(change, origin(request, ticket))
    }

    func redeem(
        _ read: Work.ReadBody<PasswordRedemption>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        try service.passwords.redeem(try body(request, read), origin(request, ticket))
    }

    // MARK: Sessions

    /// The token is in the body or, without a body, in the Authorization header.
    func refresh(
        _ read: Work.ReadBody<String?>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let claims: TokenPayload?
        if request.body.isEmpty, let token = request.bearerToken {
            claims = verify(refresh: token)
        } else {
            var body = try BodyFields(json: request)
            let token = Array((read(&body) ?? body.missing("refresh_token", "")).utf8)
            try body.finish()
            claims = token.withUnsafeBytes { verify(refresh: $0) }
        }
        guard let claims, case .refresh(let generation) = claims.use else {
            throw TokenGrant.refreshDenied
        }
        try history.requireSession(at: claims.place)
        let isTaken = service.sessions.refresh(
            claims,
            generation: generation,
            origin(request, ticket)
        )
        guard isTaken else { throw TokenGrant.overloaded }
        return nil
    }

    /// Nil if the token is invalid for any reason.
    private func verify(refresh token: UnsafeRawBufferPointer) -> TokenPayload? {
        try? service.issuer.codec.verify(token, now: service.clock.unixSeconds)
    }

    // MARK: Other questions

    /// Whether there is a user of that name: a question with a limit of its own, since names can be
    /// tried.
    func checkUser(
        _ route: Route,
        _ read: Work.ReadBody<String>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let identity = try identify(request, for: route)
        try service.names.take(.user(identity.user))
        var body = try BodyFields(json: request)
        let name = read(&body)
        try body.finish()
        var parameters = try QueryParameters(request.query)
        let minimum = parameters.minimum(in: parameters.epoch(of: identity))
        try parameters.finish()
        return try ask(
            .user(named: NormalForm.username(name), asker: identity.user),
            by: identity,
            at: minimum,
            request,
            ticket
        )
    }

    func publicQuestion(
        _ make: (QuerySources) -> Question,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        var parameters = try QueryParameters(request.query)
        let minimum = parameters.minimum(in: parameters.epoch(of: nil))
        try parameters.finish()
        return try ask(make(service.sources), by: nil, at: minimum, request, ticket)
    }

    // MARK: Administration

    func retry(
        _ route: Route,
        _ id: Int64,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let caller = try identify(request, for: route)
        var body = try BodyFields(json: request)
        try body.finish()
        guard service.administration.retry(id, by: caller, ticket) else {
            throw AdministrationWorkers.overloaded
        }
    }

    func runJob(
        _ route: Route,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let caller = try identify(request, for: route)
        var body = try BodyFields(json: request)
        try body.finish()
        let name = service.routes.name(in: request.path, of: route)
        guard let job = name.flatMap(JobName.init(rawValue:)) else {
            throw Problem(.notFound, "There is no such job.")
        }
        guard service.administration.runJob(job, by: caller, ticket) else {
            throw AdministrationWorkers.overloaded
        }
    }

    func unlock(
        _ route: Route,
        _ id: Int64,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let caller = try identify(request, for: route)
        var body = try BodyFields(json: request)
        try body.finish()
        guard service.administration.unlock(UserID(id), by: caller, ticket) else {
            throw AdministrationWorkers.overloaded
        }
    }

    /// Hands the command to the writer; the answer shows the code once it is done.
    func issueCode(
        _ route: Route,
        _ id: Int64,
        _ purpose: OneTimeCode.Purpose,
        _ make: Work.MakeCode,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let identity = try identify(request, for: route)
        var body = try BodyFields(json: request)
        let context = CommandContext(
            identity: identity,
            command: ids.next(),
            id: id,
            configuration: service.configuration,
            claims: claims
        )
        let secret = OneTimeCode.makeSecret()
        let now = Timestamp(microseconds: service.clock.unixMicroseconds)
        let hash = service.claims.code(purpose, secret: secret)
        let wish = make(&body, context, CodeSeed(hash: hash, now: now))
        try body.finish()
        // Another try would show nobody the code, so the journal keeps no body for one.
        current.command = SentCommand(
            id: context.command,
            route: route,
            subject: id,
            actor: Actor(identity.user),
            witness: identity.issuedAt,
            key: nil,
            request: nil,
            receivedAt: now
        )
        submissions.append(
            Submission<Caller>(
                wish.command,
                id: context.command,
                actor: Actor(identity.user),
                witness: identity.issuedAt,
                session: identity.session,
                receivedAt: .now,
                correlation: current.correlation,
                ticket: .code(ticket, by: identity.user, IssuedCode(wish, secret: secret))
            )
        )
    }

    func searchLog(
        _ route: Route,
        _ read: Work.ReadQuery<LogSearch>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let caller = try identify(request, for: route).issuedAt
        var parameters = try QueryParameters(request.query)
        let search = read(&parameters)
        try parameters.finish()
        guard service.log.find(search, by: caller, ticket) else { throw LogWorkers.overloaded }
    }
}
