import Events
import Model
import Postgres

/// What the projection thread does, for health, metrics and the administrator.
package struct RunnerStatus: Sendable {
    package enum Connection: Hashable, Sendable {
        /// Not started, or stopped.
        case stopped
        case connected
        /// Tries again after a pause; the log says why.
        case waiting
    }

    package enum State: Hashable, Sendable {
        /// This node wrote the last batch.
        case running
        /// Another node wrote the last batch; this one follows.
        case following
        /// An event stopped it: it is tried again at a restart or after a replay.
        case stopped(ProjectionFault)
    }

    package struct Projection: Sendable {
        package var state: State
        package var position: LogPosition

        package init(state: State, position: LogPosition) {
            self.state = state
            self.position = position
        }
    }

    package var connection: Connection
    package var projections: [ReadModel: Projection]
    /// The end of the log as last seen.
    package var tail: LogPosition
    /// When that was, in milliseconds of the monotonic clock.
    package var lookedAt: Int64
    /// Events per second that this node's projections moved on, over the last seconds.
    package var eventsPerSecond: Double
    /// When PostgreSQL last answered, in milliseconds of the monotonic clock.
    package var answeredAt: Int64

    package init(
        connection: Connection = .stopped,
        projections: [ReadModel: Projection] = [:],
        tail: LogPosition = .start,
        lookedAt: Int64 = 0,
        eventsPerSecond: Double = 0,
        answeredAt: Int64 = 0
    ) {
        self.connection = connection
        self.projections = projections
        self.tail = tail
        self.lookedAt = lookedAt
        self.eventsPerSecond = eventsPerSecond
        self.answeredAt = answeredAt
    }

    /// The last event that any read model holds.
    package var furthest: LogPosition { projections.values.map(\.position).max() ?? .start }

    /// Projections that an event has stopped.
    package var stopped: Set<ReadModel> {
        Set(
            projections.compactMap { name, projection in
                if case .stopped = projection.state { name } else { nil }
            }
        )
    }

    /// Events between the slowest projection that is not stopped and the tail.
    package var lag: Int64 {
        let positions = projections.values.compactMap { projection -> Int64? in
            if case .stopped = projection.state { return nil }
            return projection.position.rawValue
        }
        guard let slowest = positions.min() else { return 0 }
        return max(0, tail.rawValue - slowest)
    }
}
