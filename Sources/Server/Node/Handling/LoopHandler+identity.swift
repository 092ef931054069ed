import API
import Commands
import Events
import HTTP
import Identity
import Model
import Queries
import Runtime
import Settings
import Text

/// Who asks, and what everybody may ask to become somebody.
extension LoopHandler {
    // MARK: Who asks

    /// Throws the problem of somebody who is not signed in, or who may not use the route.
    func identify(
        _ request: borrowing Request,
        for route: Route
    ) throws(Problem) -> Identity {
        guard let token = request.bearerToken else {
            throw Problem(
                .unauthorized,
                "Send the header Authorization: Bearer … with a token from POST /token."
            )
        }
        let identity = try identity(token)
        current.user = identity.user
        try limits.takeUser(identity.user, request)
        if route.access == .administrator, !identity.isAdministrator {
            throw Problem(.forbidden, "Only an administrator may do this.")
        }
        return identity
    }

    /// Whose access token it is.
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
            throw Problem(.unauthorized, "The session is over. Sign in again.")
        }
        return identity
    }

    private func origin(_ request: borrowing Request, _ ticket: Ticket) -> RequestOrigin {
        RequestOrigin(
            id: ids.next(),
            correlation: request.correlation,
            address: request.clientAddress(trustsProxy: service.configuration.trustProxy == 1),
            ticket: ticket
        )
    }

    // MARK: Passwords

    func register(
        _ read: Work.ReadBody<API.Registration>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let key = try IdempotencyKey(request, isRequired: false)
        var body = try BodyFields(json: request)
        let registration = read(&body)
        try body.finish()
        let isTaken = service.passwords.register(
            registration,
            key: key,
            origin(request, ticket)
        )
        guard isTaken else { throw PasswordWorkers.overloaded }
        return nil
    }

    func signIn(
        _ read: Work.ReadBody<Credentials>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        var body = try BodyFields(jsonOrForm: request)
        let credentials = read(&body)
        try body.finish()
        guard service.passwords.signIn(credentials, origin(request, ticket)) else {
            throw PasswordWorkers.overloaded
        }
        return nil
    }

    func changePassword(
        _ route: Route,
        _ read: Work.ReadBody<PasswordPair>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let identity = try identify(request, for: route)
        let key = try IdempotencyKey(request, isRequired: false)
        var body = try BodyFields(json: request)
        let change = PasswordChange(read(&body), by: identity, under: key)
        try body.finish()
        guard service.passwords.change(change, origin(request, ticket)) else {
            throw PasswordWorkers.overloaded
        }
        return nil
    }

    // MARK: Sessions

    /// The token stands in the body or, without one, in the Authorization header.
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
        guard isTaken else { throw SessionWorkers.overloaded }
        return nil
    }

    /// Nil for one that is worth nothing, for whatever reason.
    private func verify(refresh token: UnsafeRawBufferPointer) -> TokenPayload? {
        try? service.issuer.codec.verify(token, now: service.clock.unixSeconds)
    }

    // MARK: Others

    /// Whether there is a user of that name: a question with a limit of its own, since names can be
    /// tried.
    func checkUser(
        _ route: Route,
        _ read: Work.ReadBody<String>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let identity = try identify(request, for: route)
        if let seconds = service.userChecks.take(
            identity.user,
            now: SystemClock.monotonicMilliseconds
        ) {
            throw .tooMany("Too many names were looked up.", retryAfterSeconds: seconds)
        }
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
}

extension Problem {
    /// Why a token is not accepted.
    fileprivate init(token invalid: TokenCodec.Invalid) {
        switch invalid {
        case .expired: self.init(.unauthorized, "The token has expired. Sign in again.")
        case .use: self.init(.unauthorized, "This is a refresh token: send it to POST /refresh.")
        case .malformed, .signature:
            self.init(.unauthorized, "The token is not valid. Sign in again.")
        }
    }
}
