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
