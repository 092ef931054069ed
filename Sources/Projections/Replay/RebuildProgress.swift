import Events

/// How far a replay has come.
package struct RebuildProgress: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        case reading
        case indexing
        case comparing
        case swapping
    }

    package let phase: Phase
    /// Events in the rebuilt tables, those of an earlier run included.
    package let done: Int64
    /// Events to be in them at the end of this phase.
    package let total: Int64
    package let eventsPerSecond: Double
    /// Seconds until the events are read; nil while that can't be said.
    package let secondsLeft: Double?
}
