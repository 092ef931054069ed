/// Whether a handler has answered a request, answers it later by `Server.complete`, or never.
package enum Disposition: Sendable {
    /// The response buffer holds the answer.
    case answered
    /// The answer comes later, under the request's ticket.
    case deferred
    /// There is no answer: the connection ends after the earlier answers that are owed.
    case dropped
}

/// Answers requests; one instance per loop, made and used on the loop's thread only.
///
/// Nothing here may block: all connections of the loop wait meanwhile.
package protocol Handler: AnyObject {
    /// Answers into `response` or keeps `ticket`; copies what it needs of `request`.
    func handle(
        _ request: borrowing Request,
        _ ticket: Ticket,
        _ response: inout ResponseBuffer
    ) -> Disposition

    /// Returns header lines for the answer to a request that the loop refuses itself.
    ///
    /// `origin` is the value of its field Origin; nil without one, or if it is repeated.
    func fieldsOfRefusal(origin: UnsafeRawBufferPointer?) -> [UInt8]

    /// Returns whether the body of a request is read, or the answer that refuses it by its head.
    ///
    /// Asked only if the body is larger than those of most paths. The request has no body yet.
    func admitBody(of request: borrowing Request) -> BodyAdmission

    /// Called once after all requests and late answers of one turn of the loop, to pass their
    /// results on together.
    func turnEnded()

    /// A deferred answer is put into its place, or its client has gone.
    ///
    /// Called once for each response that is given to `Server.complete`.
    func completed(_ ticket: Ticket, _ response: Response)

    /// A stream has ended, or never began because its client had gone: pushed bytes no longer
    /// arrive. Called once for each response that was to be a stream.
    func streamEnded(_ ticket: Ticket)

    /// All bytes of a stream are sent; called if a push has asked for that, and for the beginning
    /// of a download.
    func streamSent(_ ticket: Ticket)
}

extension Handler {
    /// For handlers whose answers are alike for pages of all sites.
    package func fieldsOfRefusal(origin: UnsafeRawBufferPointer?) -> [UInt8] { [] }

    /// For handlers that do not need this.
    package func admitBody(of request: borrowing Request) -> BodyAdmission {
        .read(sender: nil)
    }

    /// For handlers that do not need this.
    package func completed(_ ticket: Ticket, _ response: Response) {}

    /// For handlers without streams.
    package func streamEnded(_ ticket: Ticket) {}

    /// For handlers without streams.
    package func streamSent(_ ticket: Ticket) {}
}

/// Names one request for its later answer: which loop, which connection, which place in its order.
///
/// Only integers: for a client that has gone, the look-up fails, and nothing dangles.
package struct Ticket: Hashable, Sendable {
    let loop: UInt32
    let descriptor: Int32
    /// Distinguishes a connection from an earlier one with the same descriptor.
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
    /// Sent after all earlier pushes.
    package let bytes: [UInt8]
    /// Whether to call `Handler.streamSent` once all bytes are sent: a sender of long streams keeps
    /// in step with a slow client by it.
    package let tellsWhenSent: Bool
    /// Whether the stream ends after these bytes.
    package let isLast: Bool
    /// Whether the stream can't be finished: the connection is reset at once, so that no client
    /// takes what it has for the whole.
    package let breaksOff: Bool

    /// More bytes, or the last ones.
    package init(
        ticket: Ticket,
        bytes: [UInt8],
        tellsWhenSent: Bool = false,
        isLast: Bool = false,
        breaksOff: Bool = false
    ) {
        self.ticket = ticket
        self.bytes = bytes
        self.tellsWhenSent = tellsWhenSent
        self.isLast = isLast
        self.breaksOff = breaksOff
    }
}
