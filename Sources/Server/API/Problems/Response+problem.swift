import EventStore
import Events
import HTTP

extension Response {
    /// Every refusal becomes an answer here.
    package init(_ problem: Problem) {
        var headers = HeaderLines()
        if problem.status == .unauthorized { headers.add("WWW-Authenticate", "Bearer") }
        if let allow = problem.allow { headers.add("Allow", allow) }
        if let seconds = problem.retryAfterSeconds { headers.add("Retry-After", Int64(seconds)) }
        if let position = problem.position { headers.add("Tally-Position", position) }
        if let epoch = problem.history { headers.add(epoch) }
        self = .problem(
            problem.status,
            type: problem.kind.rawValue,
            title: problem.title,
            detail: problem.detail,
            errors: problem.errors.map { ($0.field, $0.detail) },
            members: problem.resumption.map { resumption in
                [
                    ("position", .number(resumption.position)),
                    ("history", .text(resumption.history.text)),
                ]
            } ?? [],
            fields: headers.bytes
        )
    }
}
