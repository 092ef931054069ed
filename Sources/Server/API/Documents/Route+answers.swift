/// An answer that a route may give besides 200.
struct DocumentedAnswer: Sendable {
    let status: Int
    /// When it is given.
    let when: String
    var headers: [DocumentedHeader] = []
}

/// A header of an answer.
struct DocumentedHeader: Sendable {
    let name: String
    let schema: Schema
    let details: String
    var isRequired = false
}

extension DocumentedHeader {
    static let position = DocumentedHeader(
        name: "Tally-Position",
        schema: .position,
        details: """
            Log position of the command's last event, or that the answer reflects: of an answer about \
            an earlier moment, the one that it is as of.
            """
    )
    static let history = DocumentedHeader(
        name: "Tally-History",
        schema: .epoch,
        details: "The history of the log that `Tally-Position` is of."
    )
    static let retryAfter = DocumentedHeader(
        name: "Retry-After",
        schema: .integer(0...86_400, example: 1),
        details: "Seconds to wait.",
        isRequired: true
    )
    static let challenge = DocumentedHeader(
        name: "WWW-Authenticate",
        schema: .words(["Bearer"]),
        details: "How to identify oneself.",
        isRequired: true
    )
    static let replayed = DocumentedHeader(
        name: "Idempotency-Replayed",
        schema: .words(["true"]),
        details: "Present if this is the stored answer to an earlier request under the key."
    )
    static let age = DocumentedHeader(
        name: "Age",
        schema: .count,
        details: "Seconds since the read model was last known to hold the whole log."
    )
    static let etag = DocumentedHeader(
        name: "ETag",
        schema: .text("\"0123456789abcdef\""),
        details: "For If-None-Match."
    )
    static let next = DocumentedHeader(
        name: "Link",
        schema: .text("</orders?skip=50&limit=50>; rel=\"next\""),
        details: "The next page, if there is one."
    )
    static let scanned = DocumentedHeader(
        name: "Tally-Scanned",
        schema: .position,
        details: "Where the search stopped: go on with `before` (or `after`) this position.",
        isRequired: true
    )
    static let noStore = DocumentedHeader(
        name: "Cache-Control",
        schema: .text("no-store"),
        details: "Who may keep the answer."
    )
}

extension Route {
    /// The refusals with problem details that it may give, in order of status.
    func problems(_ document: RouteDocument) -> [DocumentedAnswer] {
        var answers = [
            DocumentedAnswer(status: 400, when: "The request can't be read; `detail` says why.")
        ]
        if access != .everybody || takesCredentials {
            answers.append(
                DocumentedAnswer(
                    status: 401,
                    when: "No valid token, wrong credentials, or a session that the log has lost.",
                    headers: [.challenge]
                )
            )
        }
        if access == .administrator || document.mayBeForeign {
            answers.append(DocumentedAnswer(status: 403, when: "Not yours to do."))
        }
        if document.mayBeMissing {
            answers.append(DocumentedAnswer(status: 404, when: "There is no such thing."))
        }
        if takesPosition(document) {
            answers.append(
                DocumentedAnswer(
                    status: 409,
                    when: "What was at the position was lost with the log's end; `position` and "
                        + "`history` say where to begin again."
                )
            )
        }
        if document.body != nil {
            answers.append(DocumentedAnswer(status: 413, when: "The body is too large."))
        }
        answers.append(DocumentedAnswer(status: 414, when: "The target is too long."))
        if document.body != nil {
            answers.append(DocumentedAnswer(status: 415, when: "The body is of another type."))
        }
        answers.append(
            DocumentedAnswer(
                status: 422,
                when: "A field or parameter is wrong, or the key came with another request."
            )
        )
        answers.append(
            DocumentedAnswer(
                status: 429,
                when: "Too many requests. No effect happened.",
                headers: [.retryAfter]
            )
        )
        answers.append(DocumentedAnswer(status: 431, when: "The head is too large."))
        if takesKey {
            answers.append(
                DocumentedAnswer(
                    status: 500,
                    when: "The stored answer under the key can't be trusted "
                        + "(`receipt-distrusted`); the command was neither done again nor answered "
                        + "from it."
                )
            )
        }
        answers.append(
            DocumentedAnswer(
                status: 503,
                when: mayBeInDoubt
                    ? "Overloaded, or the database does not take the command: no effect happened. Or, with "
                        + "type `outcome-unknown`, it is not known yet whether it was done: send it "
                        + "again with the same Idempotency-Key."
                    : "Overloaded, the read model is late, or the database is not reached. No effect "
                        + "happened.",
                headers: [.retryAfter]
            )
        )
        return answers
    }

    /// Whether it appends to the log.
    private var mayBeInDoubt: Bool {
        switch kind {
        case .command, .registration, .signIn, .refresh, .passwordChange: true
        case .question, .userCheck, .administration, .logSearch, .feed, .operations, .document,
            .page, .asset:
            false
        }
    }

    /// Whether a request names a position of the log that may have been lost.
    private func takesPosition(_ document: RouteDocument) -> Bool {
        switch document.answer {
        case .view, .viewOrCSV, .stream: true
        case .verdict, .json, .text: false
        }
    }

    /// Whether an `Idempotency-Key` may come with it.
    private var takesKey: Bool {
        switch kind {
        case .command, .registration, .passwordChange: true
        case .question, .signIn, .refresh, .feed, .userCheck, .administration, .logSearch,
            .operations, .document, .page, .asset:
            false
        }
    }

    /// Whether it identifies the caller by what is sent.
    private var takesCredentials: Bool {
        switch kind {
        case .signIn, .refresh, .feed: true
        case .command, .question, .registration, .passwordChange, .userCheck, .administration,
            .logSearch, .operations, .document, .page, .asset:
            false
        }
    }
}
