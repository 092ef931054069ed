/// Whether a handler answered a request, or will by `Server.complete`.
package enum Disposition: Sendable {
    /// The response buffer holds the answer.
    case answered
    /// The answer comes later, under the request's ticket.
    case deferred
}

/// Answers requests; one instance per loop, made and used on the loop's thread only.
///
/// Nothing here may block: all connections of the loop wait meanwhile.
package protocol Handler: AnyObject {
    /// Answers into `response` or keeps `ticket`; what it needs of `request` it copies.
    func handle(
        _ request: borrowing Request,
        _ ticket: Ticket,
        _ response: inout ResponseBuffer
    ) -> Disposition

    /// Called once after all requests of one turn of the loop, to pass deferred ones on together.
    func turnEnded()
}
