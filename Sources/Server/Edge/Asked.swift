import HTTP
import Queries

/// A question on its way: what is asked, by which request, and what the answer depends on.
struct Asked: Sendable {
    let ticket: Ticket
    var question: Question
    /// The read model must have got here before it is answered.
    let minimumPosition: ReadPosition?
    /// The value of `If-None-Match`.
    let ifNoneMatch: [UInt8]?
    /// Until when it may wait for the read model, in milliseconds of the monotonic clock.
    let deadline: Int64
}
