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
