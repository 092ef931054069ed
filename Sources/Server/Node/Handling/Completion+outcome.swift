import API
import Commands
import EventStore
import Events
import HTTP
import Identity

extension Completion {
    /// Nil for an outcome that no client waits for; a thread that waits gets it.
    package init?(_ answer: (ticket: Caller, outcome: Outcome, epoch: EpochID?)) {
        let (caller, outcome, epoch) = answer
        let response: Response? =
            switch caller {
            case .request, .registration: Response(outcome, in: epoch)
            case .tokens(_, let grant): grant.response(outcome, in: epoch)
            case .signOut(_, let cookie): Response(outcome, in: epoch).clearing(cookie)
            case .awaited, .job: nil
            }
        if case .awaited(let awaited, let index) = caller { awaited.resolve(index, outcome) }
        guard let ticket = caller.ticket, let response else { return nil }
        self.init(ticket: ticket, response: response)
    }
}

extension Response {
    /// The same, and the browser forgets the cookie if the command was done.
    fileprivate func clearing(_ cookie: FeedCookie) -> Response {
        guard status == .ok else { return self }
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        headers.add("Set-Cookie", cookie.cleared)
        var response = self
        response.fields += headers.bytes
        return response
    }
}
