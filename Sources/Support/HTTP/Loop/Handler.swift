/// Whether a handler answered a request, will by `Server.complete`, or never will.
package enum Disposition: Sendable {
    /// The response buffer holds the answer.
    case answered
    /// The answer comes later, under the request's ticket.
    case deferred
    /// There will be no answer: the connection ends after those that are owed before.
    case dropped
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

    /// Called once after all requests and late answers of one turn of the loop, to pass on together what
    /// came of them.
    func turnEnded()

    /// A deferred answer is being put into its place, or its client has gone.
    ///
    /// Called once for each response that is given to `Server.complete`.
    func completed(_ ticket: Ticket, _ response: Response)

    /// A stream is over, whoever has ended it, or never began since its client had gone: nothing that is
    /// pushed arrives any more. Called once for each response that was to be a stream.
    func streamEnded(_ ticket: Ticket)

    /// Nothing of a stream is unsent, as a push has asked to be told.
    func streamSent(_ ticket: Ticket)
}

extension Handler {
    /// For handlers that need not know.
    package func completed(_ ticket: Ticket, _ response: Response) {}

    /// For handlers without streams.
    package func streamEnded(_ ticket: Ticket) {}

    /// For handlers without streams.
    package func streamSent(_ ticket: Ticket) {}
}
