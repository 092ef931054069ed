import API
import Entities
import Operations
import Text

/// One operation in the OpenAPI document.
struct OpenAPIOperation {
    private let operation: Operation
    private let title: String
    private let answer: Operation.Answer
    private let body: (schema: Schema, isRequired: Bool)?
    private let query: QueryRecording

    /// Nil for an operation that the documents leave out.
    init?(_ operation: Operation, under title: String) {
        guard let answer = operation.answer else { return nil }
        self.operation = operation
        self.title = title
        self.answer = answer
        body = operation.body
        query = operation.query
    }

    var json: JSONValue {
        let parameters = pathParameters + queryParameters + headers
        return JSONValue.withoutNulls([
            "operationId": .string(operation.name),
            "tags": [.string(title)],
            "summary": .string(operation.summary),
            "description": .string(operation.description),
            "deprecated": operation.isDeprecated ? true : nil,
            "security": security,
            "parameters": parameters.isEmpty ? nil : .array(parameters),
            "requestBody": requestBody,
            "responses": responses,
        ])
    }

    private var security: JSONValue {
        if case .feed = operation.work { return [[:], ["bearer": []], ["feedCookie": []]] }
        return operation.access == .everybody ? [] : [["bearer": []]]
    }

    // MARK: The request

    private var pathParameters: [JSONValue] {
        guard let part = PathPart(in: operation.path.description)?.parameter else { return [] }
        return [parameter(part.name, in: "path", part.schema, part.details)]
    }

    private var queryParameters: [JSONValue] {
        var parameters = query.parameters
        if isCached {
            parameters +=
                QueryParameters.record { query in
                    _ = query.minimum(in: nil)
                    _ = query.epoch(of: nil)
                }.parameters
        }
        return parameters.map {
            parameter($0.name, in: "query", $0.schema, $0.details, isRequired: $0.isRequired)
        }
    }

    private var headers: [JSONValue] {
        switch operation.work {
        case .command, .bulk, .registration, .passwordChange, .detailsChange:
            [
                parameter(
                    "Idempotency-Key",
                    in: "header",
                    .text("2f1c0f9e", length: 1...255, pattern: "^[!-~]{1,255}$"),
                    "Makes it safe to send the command again.",
                    isRequired: operation.requiresKey
                )
            ]
        case .feed:
            [parameter("Last-Event-ID", in: "header", .feedID, "Resume after this event.")]
        case .question, .userCheck:
            [
                parameter(
                    "Tally-Own-Writes",
                    in: "header",
                    .words(["off"]),
                    "`off`: answer at once, even if the caller's last command is not visible yet."
                )
            ]
        case .publicQuestion, .signIn, .refresh, .passwordReset, .code, .unlock, .retry, .jobRun,
            .logSearch, .operations,
            .document, .page, .asset:
            []
        }
    }

    private func parameter(
        _ name: String,
        in place: String,
        _ schema: Schema,
        _ details: String,
        isRequired: Bool = false
    ) -> JSONValue {
        [
            "name": .string(name),
            "in": .string(place),
            "required": .bool(isRequired || place == "path"),
            "description": .string(details),
            "schema": schema.json,
            "example": schema.example,
        ]
    }

    private var requestBody: JSONValue {
        guard let body else { return nil }
        let content: JSONValue = ["schema": body.schema.json, "example": body.schema.example]
        var types: JSONValue = ["application/json": content]
        if case .signIn = operation.work {
            types = ["application/json": content, "application/x-www-form-urlencoded": content]
        }
        return ["required": .bool(body.isRequired), "content": types]
    }

    // MARK: The answers

    private var responses: JSONValue {
        var all: [(String, JSONValue?)] = [("200", success)]
        if isCached { all.append(("304", response("Not changed since `If-None-Match`.", [.etag]))) }
        for problem in operation.problems(answer, takesBody: body != nil) {
            let content = [("application/problem+json", Schema.named(.problem))]
            all.append(
                ("\(problem.status)", response(problem.when, problem.headers, content))
            )
        }
        if mayRefuse { all.append(("409", refusal)) }
        return .members(all.sorted { $0.0 < $1.0 })
    }

    /// Whether a rule may forbid it, or it shares its kind of answer with those that a rule
    /// forbids.
    private var mayRefuse: Bool {
        if case .verdict = answer { return true }
        return !operation.reasons.isEmpty
    }

    private var isCached: Bool {
        switch answer {
        case .view, .viewOrCSV: true
        case .verdict, .verdicts, .json, .text, .stream: false
        }
    }

    private var success: JSONValue {
        switch answer {
        case .verdict(let location):
            let created = location.map {
                DocumentedHeader(name: "Location", schema: .text($0), details: "What was created.")
            }
            return response(
                "Done and durable.",
                [.position, .history, .replayed] + [created].compactMap { $0 },
                [("application/json", .constant(true))]
            )
        case .verdicts(let count):
            return response(
                "Decided and durable: `true` for all, or whether each item was done.",
                [.position, .history, .replayed],
                [
                    (
                        "application/json",
                        .any([.array(.boolean(example: true), count: count), .constant(true)])
                    )
                ]
            )
        case .view(let schema): return view([("application/json", schema)])
        case .viewOrCSV(let schema):
            return view([("application/json", schema), ("text/csv", .text("date,amount"))])
        case .json(let schema, let headers):
            return response("The answer.", [.noStore] + headers, [("application/json", schema)])
        case .text(let type): return response("The document.", [], [(type, nil)])
        case .stream:
            return response("Events.", [.noStore], [("text/event-stream", .text("id: 42"))])
        }
    }

    private func view(_ content: [(String, Schema?)]) -> JSONValue {
        let page: [DocumentedHeader] = query.isPaged ? [.next] : []
        return response("The answer.", [.position, .history, .age, .etag] + page, content)
    }

    private var refusal: JSONValue {
        let reasons = operation.reasons.map(\.rawValue)
        let reason = DocumentedHeader(
            name: "Tally-Reason",
            schema: reasons.isEmpty ? .text("never") : .words(reasons),
            details: "The rule that forbids it.",
            isRequired: true
        )
        return response(
            "Refused by a business rule; nothing changed.",
            [reason, answer.hasItems ? .index : .detail, .position, .history, .replayed],
            [("application/json", .constant(false))]
        )
    }

    private func response(
        _ description: String,
        _ headers: [DocumentedHeader],
        _ content: [(String, Schema?)] = []
    ) -> JSONValue {
        let types = content.map { type, schema in
            (
                type,
                JSONValue.withoutNulls([
                    "schema": schema?.json ?? nil, "example": schema?.example ?? nil,
                ])
            )
        }
        return JSONValue.withoutNulls([
            "description": .string(description),
            "headers": headers.isEmpty ? nil : .members(headers.map { ($0.name, $0.json) }),
            "content": types.isEmpty ? nil : .members(types),
        ])
    }
}
