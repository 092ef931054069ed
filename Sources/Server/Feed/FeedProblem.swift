import API
import Model

/// Why a request for the feed gets no stream.
package enum FeedProblem {
    package static let full = Problem.overloaded(
        "As many readers as the node takes follow the feed. Try again later.",
        retryAfterSeconds: 10
    )

    package static let fullForUser: Problem = {
        var problem = Problem(
            .tooManyRequests,
            "This user follows the feed too many times at once. Close a stream first."
        )
        problem.retryAfterSeconds = 10
        return problem
    }()

    static let notStarted = Problem.overloaded("The node has not got ready in time. Try again.")

    static func beyondEnd(_ end: LogPosition) -> Problem {
        .invalid([
            Problem.FieldError(
                field: "Last-Event-ID",
                detail: "must not be beyond the log's end, \(end.rawValue)"
            )
        ])
    }
}
