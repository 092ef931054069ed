/// What the cache knows about a question.
package enum Lookup: Sendable {
    /// Answered from memory.
    case hit(Reading)
    /// To be read by `QueryRunner` with this miss, off the event loop.
    case miss(Miss)
}
