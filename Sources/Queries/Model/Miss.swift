import Model

/// A question that the cache could not answer, and how far the cache was when it was asked.
package struct Miss: Hashable, Sendable {
    package let question: Question
    /// Whatever the client has seen before it asked is not newer than this, so an answer as of this
    /// position or later never takes it back in time.
    package let notBefore: LogPosition
    /// What is read before the cache lost its data is not kept after it.
    package let epoch: Int
}
