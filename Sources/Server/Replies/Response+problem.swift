import HTTP

extension Response {
    /// Every refusal becomes an answer here.
    init(_ problem: Problem) {
        var headers = HeaderLines()
        if problem.kind == .unauthorized { headers.add("WWW-Authenticate", "Bearer") }
        if let allow = problem.allow { headers.add("Allow", allow) }
        if let seconds = problem.retryAfterSeconds { headers.add("Retry-After", Int64(seconds)) }
        if let position = problem.position { headers.add("Tally-Position", position) }
        self = .problem(
            problem.status,
            type: problem.kind.rawValue,
            title: problem.title,
            detail: problem.detail,
            errors: problem.errors.map { ($0.field, $0.detail) },
            fields: headers.bytes
        )
    }
}
