import API
import Documents
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
import Writer

/// Answers the requests of one event loop, and is used on its thread alone.
///
/// A command takes these steps: route, identity, body, command, queue; it is answered after the
/// commit. A question takes these: route, identity, question, cache; a hit is answered at once.
final class LoopHandler: Handler {
    let service: Service
    var tokens: TokenCache
    var revocations: RevocationCopy
    var history: HistoryCopy
    let claims: ClaimCache
    var ids = UUIDGenerator()
    /// Commands of this turn, submitted together at its end.
    var submissions: [Submission<Caller>] = []
    /// The record of the request that is being handled.
    var current = RequestRecord(startedAt: 0)
    /// The records of requests that are answered later.
    var open: [Ticket: RequestRecord] = [:]
    var metrics = LoopMetrics()
    var requestLog: RequestLog
    var limits: RequestLimits

    init(_ service: Service) {
        let configuration = service.configuration
        self.service = service
        claims = ClaimCache(service.claims)
        tokens = TokenCache(codec: service.issuer.codec, limit: configuration.tokenCacheLimit)
        revocations = RevocationCopy(service.revocations)
        history = HistoryCopy(service.history)
        requestLog = RequestLog(limitPerSecond: configuration.requestLogPerSecond)
        limits = RequestLimits(configuration)
    }

    func handle(
        _ request: borrowing Request,
        _ ticket: Ticket,
        _ response: inout ResponseBuffer
    ) -> Disposition {
        current = RequestRecord(startedAt: MonotonicTime.now.nanoseconds)
        service.proxyWatch.look(at: request)
        if let sites = service.crossOrigin { response.fields = sites.fields(for: request.origin) }
        let reply: Response
        do throws(Problem) {
            guard let answer = try answer(request, ticket) else {
                open[ticket] = current
                return .deferred
            }
            reply = answer
        } catch {
            reply = Response(error)
        }
        response.send(reply)
        finish(current, reply)
        return .answered
    }

    func fieldsOfRefusal(origin: UnsafeRawBufferPointer?) -> [UInt8] {
        service.crossOrigin?.fields(for: origin) ?? []
    }

    func turnEnded() {
        handOver()
        guard !submissions.isEmpty else { return }
        let accepted = service.queue.submit(submissions)
        if accepted < submissions.count { service.turnAway(submissions[accepted...]) }
        submissions.removeAll(keepingCapacity: true)
    }

    /// Nil if the answer comes later.
    private func answer(_ request: borrowing Request, _ ticket: Ticket) throws(Problem) -> Response?
    {
        switch service.routes.match(request.method, request.path) {
        case .notFound:
            if let page = service.pages.missing(for: request) { return page }
            throw Self.nothingHere
        case .methodNotAllowed(let allow):
            if let reply = service.crossOrigin?.preflight(request, allow: allow) {
                try limits.takeAddress(of: request)
                return reply
            }
            var problem = Problem(.methodNotAllowed, "This path accepts \(allow).")
            problem.allow = allow
            throw problem
        case .found(let route, let id):
            current.route = route
            current.correlation = request.correlation
            if !route.isForOperators { try limits.takeAddress(of: request) }
            if route.refusesForeignSites, service.crossOrigin?.allows(request) != true {
                try request.requireOwnSite()
            }
            switch route.work {
            case .command(let make): try command(route, id, make, request, ticket)
            case .bulk(let work): try bulk(route, work, request, ticket)
            case .question(let make): return try question(route, id, make, request, ticket)
            case .publicQuestion(let make): return try publicQuestion(make, request, ticket)
            case .registration(let read): try register(read, request, ticket)
            case .signIn(let read): try signIn(read, request, ticket)
            case .refresh(let read): return try refresh(read, request, ticket)
            case .passwordChange(let read):
                try change(route, { .password(read(&$0)) }, request, ticket)
            case .detailsChange(let read):
                try change(route, { .details(read(&$0)) }, request, ticket)
            case .passwordReset(let read): try redeem(read, request, ticket)
            case .code(let purpose, let make):
                try issueCode(route, id, purpose, make, request, ticket)
            case .unlock: try unlock(route, id, request, ticket)
            case .userCheck(let read): return try checkUser(route, read, request, ticket)
            case .retry: try retry(route, id, request, ticket)
            case .jobRun: try runJob(route, request, ticket)
            case .logSearch(let read): try searchLog(route, read, request, ticket)
            case .feed(let read): return try feed(read, request, ticket)
            case .document(let document):
                let isNamed = service.crossOrigin?.allows(request) == true
                return document.answer(to: request, service.configuration, allowsAll: !isNamed)
            case .operations(let page): return try operations(page)
            case .page(let page): return try service.pages.answer(page, to: request)
            case .asset:
                let path = service.routes.name(in: request.path, of: route)
                return try service.pages.asset(path, to: request)
            }
            return nil
        }
    }

    /// Health, and what is not moved to a port of its own.
    private func operations(_ page: OperationsPage) throws(Problem) -> Response {
        guard service.configuration.metricsPort == 0 || !page.isForOperators else {
            throw Self.nothingHere
        }
        return service.operations.answer(page)
    }

    private static let nothingHere = Problem(.notFound, "There is nothing at this path.")

    // MARK: Identity

    /// Returns the caller; throws if nobody is signed in, or if the caller may not use the route.
    func identify(_ request: borrowing Request, for route: Route) throws(Problem) -> Identity {
        let identity = try identity(in: request)
        current.user = identity.user
        try limits.takeUser(identity.user, request)
        if route.access == .administrator, !identity.isAdministrator {
            throw Problem.onlyAdministrators
        }
        return identity
    }

    /// The identity in an access token.
    func identity(_ token: UnsafeRawBufferPointer) throws(Problem) -> Identity {
        let now = service.clock.unixSeconds
        let identity: Identity
        do throws(TokenCodec.Invalid) {
            identity = try tokens.identity(token, now: now)
        } catch {
            throw Problem(token: error)
        }
        try history.requireSession(at: identity.issuedAt)
        guard !revocations.isEnded(identity, now: now) else {
            throw .sessionEnded
        }
        return identity
    }

    // MARK: Commands

    private func command(
        _ route: Route,
        _ id: Int64,
        _ make: Work.MakeCommand,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let identity = try identify(request, for: route)
        let key = try IdempotencyKey(request, isRequired: route.requiresKey)
        var body = try BodyFields(json: request)
        let context = CommandContext(
            identity: identity,
            command: ids.next(),
            id: id,
            configuration: service.configuration,
            claims: claims
        )
        if body.hasReceiver, !identity.isAdministrator {
            try begin(.init(asker: .user(identity.user), isCounted: body.namesReceiver))
        }
        let command = make(&body, context)
        try body.finish()
        if !route.signsOut {
            current.command = SentCommand(
                id: context.command,
                route: route,
                subject: id,
                actor: Actor(identity.user),
                witness: identity.issuedAt,
                key: key?.key,
                request: Array(request.body),
                receivedAt: Timestamp(microseconds: service.clock.unixMicroseconds)
            )
        }
        let submission = Submission<Caller>(
            command,
            id: context.command,
            actor: Actor(identity.user),
            key: key,
            witness: identity.issuedAt,
            session: identity.session,
            receivedAt: .now,
            correlation: current.correlation,
            ticket: route.signsOut
                ? .signOut(ticket, service.issuer.cookie) : .request(ticket, by: identity.user)
        )
        let isTaken = route.namesServices && service.services.accepts(submission)
        if !isTaken { submissions.append(submission) }
    }

    // MARK: Questions

    private func question(
        _ route: Route,
        _ id: Int64,
        _ make: Work.MakeQuestion,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let identity = try identify(request, for: route)
        if route.method != .get {
            var body = try BodyFields(json: request)
            try body.finish()
        }
        var parameters = try QueryParameters(request.query)
        let epoch = parameters.epoch(of: identity)
        let minimum = parameters.minimum(in: epoch)
        let context = QueryContext(
            user: identity.user,
            isAdministrator: identity.isAdministrator,
            id: id,
            sources: service.sources
        )
        let question = make(&parameters, context)
        try parameters.finish()
        if case .balancesAsOf(_, .position(let position)) = question {
            try history.require(LogPlace(position, in: epoch))
        }
        return try ask(question, by: identity, at: minimum, request, ticket)
    }

    /// Nil if the answer comes later.
    ///
    /// `asker` is nil for a question that everybody may ask.
    func ask(
        _ question: Question,
        by asker: Identity?,
        at minimum: LogPlace?,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        if let minimum { try history.require(minimum) }
        var own: LogPlace?
        if let asker, try !request.waivesOwnWrites {
            own = service.ownWrites.place(of: asker, in: service.history)
        }
        let least = minimum.map { $0.position < own?.position ?? .start ? own ?? $0 : $0 } ?? own
        let wait = Int64(service.configuration.positionWaitMilliseconds)
        let asked = Asked(
            ticket: ticket,
            question: question,
            minimum: least,
            ifNoneMatch: request.header("if-none-match").map(Array.init),
            deadline: SystemClock.monotonicMilliseconds + wait,
            epoch: service.history.shown,
            caller: asker?.issuedAt,
            historyVersion: service.history.version
        )
        return service.queries.ask(asked)
    }
}
