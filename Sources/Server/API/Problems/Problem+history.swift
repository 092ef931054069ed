import EventStore
import Events
import Model

extension Problem {
    /// A position or a feed id that lies behind the place where the log was cut.
    ///
    /// `through`: the last position of its history that still stands.
    package static func historyChanged(through: LogPosition, newest: EpochID) -> Problem {
        var problem = Problem(
            .historyChanged,
            "What was at this position was lost when the log's end was lost. Begin again: everything "
                + "up to position \(through.rawValue) still stands, and what came after it may not."
        )
        problem.resumption = Resumption(position: through.rawValue, history: newest)
        return problem
    }

    /// A token of a session that was lost.
    package static let sessionLost = Problem(
        .sessionLost,
        "The session was lost with the end of the log, after a failover or a restored backup. Sign in "
            + "again."
    )

    /// Something was given out in an epoch that the node does not know, maybe not yet.
    package static let unsettledHistory: Problem = {
        var problem = Problem(
            .unavailable,
            "The node has not heard of this history of the log yet. Ask again."
        )
        problem.retryAfterSeconds = 1
        return problem
    }()
}
