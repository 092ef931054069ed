import Commands
import Postgres
import Text

/// What is answered.
extension OpenAPIOperation {
    var responses: JSONValue {
        var all: [(String, JSONValue?)] = [("200", success)]
        if isCached { all.append(("304", response("Not changed since `If-None-Match`.", [.etag]))) }
        for answer in route.problems(document) {
            all.append(
                (
                    "\(answer.status)",
                    response(
                        answer.when,
                        answer.headers,
                        [("application/problem+json", .named(.problem))]
                    )
                )
            )
        }
        if case .verdict = document.answer { all.append(("409", refusal)) }
        return .members(all.sorted { $0.0 < $1.0 })
    }

    var isCached: Bool {
        switch document.answer {
        case .view, .viewOrCSV: true
        case .verdict, .json, .text, .stream: false
        }
    }

    private var success: JSONValue {
        switch document.answer {
        case .verdict(let location):
            var headers: [DocumentedHeader] = [.position, .history, .replayed]
            if let location {
                headers.append(
                    DocumentedHeader(
                        name: "Location",
                        schema: .text(location),
                        details: "What was made."
                    )
                )
            }
            return response("Done and durable.", headers, [("application/json", .constant(true))])
        case .view(let schema):
            return view([("application/json", schema)])
        case .viewOrCSV(let schema):
            return view([("application/json", schema), ("text/csv", .text("date,amount"))])
        case .json(let schema):
            return response(
                "The answer.",
                [.noStore] + document.headers,
                [("application/json", schema)]
            )
        case .text(let type):
            return response("The document.", [], [(type, nil)])
        case .stream:
            return response("Events.", [.noStore], [("text/event-stream", .text("id: 42"))])
        }
    }

    private func view(_ content: [(String, Schema?)]) -> JSONValue {
        var headers: [DocumentedHeader] = [.position, .history, .age, .etag]
        if document.isPaged { headers.append(.next) }
        return response("The answer.", headers, content)
    }

    private var refusal: JSONValue {
        let reasons = document.reasons.map(\.rawValue)
        let reason = DocumentedHeader(
            name: "Tally-Reason",
            schema: reasons.isEmpty ? .text("never") : .words(reasons),
            details: "The rule that forbids it.",
            isRequired: true
        )
        return response(
            "Refused by a business rule; nothing changed.",
            [reason, .position, .history, .replayed],
            [("application/json", .constant(false))]
        )
    }

    private func response(
        _ description: String,
        _ headers: [DocumentedHeader],
        _ content: [(String, Schema?)] = []
    ) -> JSONValue {
        .members([
            ("description", .string(description)),
            (
                "headers",
                headers.isEmpty
                    ? nil
                    : .members(
                        headers.map { header in
                            (
                                header.name,
                                .members([
                                    ("description", .string(header.details)),
                                    ("required", header.isRequired ? .bool(true) : nil),
                                    ("schema", header.schema.json),
                                ])
                            )
                        }
                    )
            ),
            (
                "content",
                content.isEmpty
                    ? nil
                    : .members(
                        content.map { type, schema in
                            (
                                type,
                                .members([
                                    ("schema", schema?.json), ("example", schema?.example),
                                ])
                            )
                        }
                    )
            ),
        ])
    }
}
