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

/// Names one request for its later answer: which loop, which connection, which place in its order.
///
/// Only integers, so that a client that went away is a failed look-up and nothing dangles.
package struct Ticket: Hashable, Sendable {
    let loop: UInt32
    let descriptor: Int32
    /// Tells a connection from an earlier one with the same descriptor.
    let generation: UInt32
    /// Place among the requests of the connection, from 0.
    let sequence: UInt32
}

/// The answer to a request that its handler deferred.
package struct Completion: Sendable {
    /// The ticket the handler was given.
    package let ticket: Ticket
    /// The answer; sent when all earlier requests of the connection are answered.
    package let response: Response

    /// Pairs an answer with the request it belongs to.
    package init(ticket: Ticket, response: Response) {
        self.ticket = ticket
        self.response = response
    }
}

/// Bytes for a stream that was begun under the same ticket.
package struct Push: Sendable {
    /// The ticket of the request that the stream answers.
    package let ticket: Ticket
    /// Sent after everything that was pushed before.
    package let bytes: [UInt8]
    /// Whether `Handler.streamSent` is to be called once nothing is left unsent: how whoever has much
    /// to tell keeps in step with a client that reads slowly.
    package let tellsWhenSent: Bool
    /// Whether the stream ends behind these bytes.
    package let isLast: Bool

    /// More bytes, or the last ones.
    package init(
        ticket: Ticket,
        bytes: [UInt8],
        tellsWhenSent: Bool = false,
        isLast: Bool = false
    ) {
        self.ticket = ticket
        self.bytes = bytes
        self.tellsWhenSent = tellsWhenSent
        self.isLast = isLast
    }
}
