import API
import Entities
import Operations
import Queries

/// A refusal with problem details that an operation may answer with.
struct DocumentedProblem: Sendable {
    let status: Int
    /// When it happens.
    let when: String
    let headers: [DocumentedHeader]

    init(_ status: Int, _ when: String, headers: [DocumentedHeader] = []) {
        self.status = status
        self.when = when
        self.headers = headers
    }
}

extension Operation {
    /// What the documents say of it below its summary: its own sentences, then what follows from
    /// its declaration.
    var description: String {
        var sentences = details.isEmpty ? [] : [details]
        switch access {
        case .everybody: sentences.append("Needs no token.")
        case .signedIn: sentences.append("For signed-in users.")
        case .administrator: sentences.append("For administrators.")
        }
        if requiresKey { sentences.append("An `Idempotency-Key` is required.") }
        if signsOut { sentences.append("Ends the session once it is done.") }
        if !reasons.isEmpty {
            let words = reasons.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            sentences.append("Reasons to refuse it: \(words).")
        }
        return sentences.joined(separator: " ")
    }

    /// In order of status.
    func problems(_ answer: Answer, takesBody: Bool) -> [DocumentedProblem] {
        let all: [(happens: Bool, problem: DocumentedProblem)] = [
            (true, DocumentedProblem(400, "The request can't be read; `detail` says why.")),
            (
                access != .everybody || takesCredentials,
                DocumentedProblem(
                    401,
                    "No valid token, wrong credentials, or a session that the log has lost.",
                    headers: [.challenge]
                )
            ),
            (
                access == .administrator || mayBeForeign || refusesForeignSites,
                DocumentedProblem(403, "The caller may not do this.")
            ),
            (
                mayMiss || path.description.contains("{"),
                DocumentedProblem(
                    404,
                    "There is no such thing.",
                    headers: answer.hasItems ? [.index] : []
                )
            ),
            (
                answer.takesPosition,
                DocumentedProblem(
                    409,
                    "The event at the position was lost with the end of the log; `position` and "
                        + "`history` say where to resume."
                )
            ),
            (takesBody, DocumentedProblem(413, "The body is too large.")),
            (true, DocumentedProblem(414, "The target is too long.")),
            (takesBody, DocumentedProblem(415, "The body is of another type.")),
            (
                true,
                DocumentedProblem(
                    422,
                    "A field or parameter is wrong, or the key came with another request."
                )
            ),
            (
                true,
                DocumentedProblem(
                    429,
                    "Too many requests. This one had no effect.",
                    headers: [.retryAfter]
                )
            ),
            (true, DocumentedProblem(431, "The head is too large.")),
            (
                takesKey,
                DocumentedProblem(
                    500,
                    "The stored answer under the key can't be trusted (`receipt-distrusted`); the "
                        + "command was neither repeated nor answered from it."
                )
            ),
            (true, DocumentedProblem(503, unavailable, headers: [.retryAfter])),
        ]
        return all.filter(\.happens).map(\.problem)
    }

    private var unavailable: String {
        appendsToLog
            ? "Overloaded, or the database does not accept the command: it had no effect. Or, with "
                + "type `outcome-unknown`, it is not known yet whether it was done: send it again "
                + "with the same Idempotency-Key."
            : "Overloaded, the read model is late, or the database is unreachable. Nothing happened."
    }

    /// Whether a request may have an `Idempotency-Key`.
    var takesKey: Bool {
        switch work {
        case .command, .bulk, .registration, .passwordChange, .detailsChange: true
        case .question, .publicQuestion, .signIn, .refresh, .passwordReset, .code, .unlock, .feed,
            .userCheck, .retry, .jobRun, .logSearch, .operations, .document, .page, .asset:
            false
        }
    }

    /// Signing in and refreshing append too.
    private var appendsToLog: Bool {
        switch work {
        case .signIn, .refresh, .passwordReset, .code: true
        case .command, .bulk, .registration, .passwordChange, .detailsChange, .unlock, .question,
            .publicQuestion, .feed, .userCheck, .retry, .jobRun, .logSearch, .operations, .document,
            .page, .asset:
            takesKey
        }
    }

    /// Whether the request itself says who the caller is.
    private var takesCredentials: Bool {
        switch work {
        case .feed, .signIn, .refresh: true
        case .command, .bulk, .registration, .passwordChange, .detailsChange, .passwordReset, .code,
            .unlock, .question, .publicQuestion, .userCheck, .retry, .jobRun, .logSearch,
            .operations, .document, .page, .asset:
            false
        }
    }
}

extension Operation.Answer {
    /// Whether the request has items, of which one may be what is refused.
    var hasItems: Bool {
        if case .verdicts = self { true } else { false }
    }

    /// Whether a request for it may name a position of the log that was lost since.
    fileprivate var takesPosition: Bool {
        switch self {
        case .view, .viewOrCSV, .stream: true
        case .verdict, .verdicts, .json, .text: false
        }
    }
}
