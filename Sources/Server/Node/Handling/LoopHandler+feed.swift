import API
import EventStore
import Events
import Feed
import HTTP
import Identity
import Operations

extension LoopHandler {
    /// GET /feed: a stream, nil if it is answered later.
    func feed(
        _ read: Work.ReadQuery<LogPlace?>,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) -> Response? {
        let wish = try feedRequest(read, request)
        // HEAD gets the headers of a stream, and no stream.
        guard !request.isHead else { return .eventStream([]) }
        switch service.feed.admit(ticket, wish) {
        case .begins(let bytes): return .eventStream(bytes)
        case .later: return nil
        case .refused(let problem): throw problem
        }
    }

    func streamEnded(_ ticket: Ticket) {
        service.queries.downloads.end(ticket)
        service.feed.ended(ticket)
    }

    func streamSent(_ ticket: Ticket) {
        if !service.queries.sendNext(on: ticket) { service.feed.sent(ticket) }
    }

    private func feedRequest(
        _ read: Work.ReadQuery<LogPlace?>,
        _ request: borrowing Request
    ) throws(Problem) -> FeedRequest {
        var parameters = try QueryParameters(request.query)
        let named = read(&parameters)
        // A browser that connects again repeats the address, and names the last event in the
        // header.
        let seen = try lastEventID(request)
        try parameters.finish()
        let after = seen ?? named
        guard let token = try feedToken(request) else {
            return FeedRequest(audience: .everybody, after: after)
        }
        let identity = try identity(token)
        current.user = identity.user
        let now = service.clock.unixSeconds
        let claims = try? service.issuer.codec.verify(token, now: now)
        return FeedRequest(
            audience: identity.isAdministrator
                ? .administrator(identity.user) : .user(identity.user),
            session: identity.session,
            // A token that expires in this very moment ends the stream at the next tick.
            expiresAt: claims?.expiresAt ?? now,
            issuedAt: identity.issuedAt,
            after: after
        )
    }

    /// The token in the header or the cookie; nil for the public, which has neither.
    private func feedToken(
        _ request: borrowing Request
    ) throws(Problem) -> UnsafeRawBufferPointer? {
        guard request.header("authorization") != nil else {
            guard let cookie = feedCookie(request) else { return nil }
            // Browsers send cookies by themselves, for pages of other sites too.
            try request.requireOwnSite()
            return cookie
        }
        guard let token = request.bearerToken else {
            throw Problem(.unauthorized, "The header Authorization must be Bearer and a token.")
        }
        return token
    }

    /// The last id that the reader has seen; nil if the reader begins.
    ///
    /// A browser sends an empty id before it has seen the first. Throws `invalid-fields` for a
    /// repeated header and for a value that is not an id.
    private func lastEventID(_ request: borrowing Request) throws(Problem) -> LogPlace? {
        guard let value = request.header("last-event-id"), !value.isEmpty else { return nil }
        guard request.headerCount("last-event-id") == 1,
            let place = LogPlace(text: value)
        else {
            throw FeedProblem.lastEventID("must be given once, and " + FeedID.form)
        }
        return place
    }

    /// The value of the feed's cookie (RFC 6265, section 4.2); nil without the cookie.
    ///
    /// The bytes are valid as long as the request.
    private func feedCookie(_ request: borrowing Request) -> UnsafeRawBufferPointer? {
        guard let value = request.header("cookie") else { return nil }
        let name = Array((FeedCookie.name + "=").utf8)
        for pair in value.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: name) else { continue }
            return UnsafeRawBufferPointer(rebasing: pair.dropFirst(name.count))
        }
        return nil
    }
}
