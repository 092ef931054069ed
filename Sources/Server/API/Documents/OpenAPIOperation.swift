import Commands
import Postgres
import Text

/// One route in the OpenAPI document.
struct OpenAPIOperation {
    let route: Route
    let document: RouteDocument

    init(_ route: Route, _ document: RouteDocument) {
        self.route = route
        self.document = document
    }

    var json: JSONValue {
        .members([
            ("operationId", .string("\(route)")), ("tags", .strings([document.section.rawValue])),
            ("summary", .string(document.summary)),
            ("description", document.details.isEmpty ? nil : .string(document.details)),
            ("deprecated", route == .loginByGet ? .bool(true) : nil), ("security", security),
            ("parameters", parameters), ("requestBody", requestBody), ("responses", responses),
        ])
    }

    private var security: JSONValue {
        let bearer = JSONValue.members([("bearer", .array([]))])
        let none = JSONValue.members([])
        if case .feed = route.kind {
            return .array([none, bearer, .members([("feedCookie", .array([]))])])
        }
        return .array(route.access == .everybody ? [] : [bearer])
    }

    // MARK: What is sent

    private var parameters: JSONValue? {
        let all = pathParameters + queryParameters + headers
        return all.isEmpty ? nil : .array(all)
    }

    private var pathParameters: [JSONValue] {
        let path = route.endpoint.path.description
        if path.contains("{id}") { return [parameter("id", in: "path", .identifier, "Its id.")] }
        if path.contains("{name}") {
            return [
                parameter(
                    "name",
                    in: "path",
                    .text("rates", length: 1...64, pattern: "^[a-z0-9_-]+$"),
                    "Its name."
                )
            ]
        }
        return []
    }

    private var queryParameters: [JSONValue] {
        var all = document.parameters.map { parameter($0.name, in: "query", $0.schema, $0.details) }
        if document.isPaged {
            all.append(
                parameter(
                    "skip",
                    in: "query",
                    .integer(0...10_000, example: 0),
                    "How many to leave out; 0 if absent."
                )
            )
            all.append(
                parameter(
                    "limit",
                    in: "query",
                    .integer(1...1_000, example: 50),
                    "How many at most; 50 if absent."
                )
            )
        }
        if isCached {
            all.append(
                parameter(
                    "min_position",
                    in: "query",
                    .position,
                    "Answer only once the read model has got here."
                )
            )
            all.append(
                parameter(
                    "history",
                    in: "query",
                    .epoch,
                    "The `Tally-History` that positions of this query are of; that of the token if "
                        + "absent, or else the log's first."
                )
            )
        }
        return all
    }

    private var headers: [JSONValue] {
        switch route.kind {
        case .command, .registration, .passwordChange:
            [
                parameter(
                    "Idempotency-Key",
                    in: "header",
                    .text("2f1c0f9e", length: 1...255, pattern: "^[!-~]{1,255}$"),
                    "Makes it safe to send the command again.",
                    isRequired: route.requiresIdempotencyKey
                )
            ]
        case .feed:
            [
                parameter(
                    "Last-Event-ID",
                    in: "header",
                    .feedID,
                    "Resume after this event."
                )
            ]
        case .question, .userCheck:
            route.access == .everybody
                ? []
                : [
                    parameter(
                        "Tally-Own-Writes",
                        in: "header",
                        .words(["off"]),
                        "`off`: answer at once, even from before the own last command."
                    )
                ]
        case .signIn, .refresh, .administration, .logSearch, .operations, .document, .page, .asset:
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
        .members([
            ("name", .string(name)), ("in", .string(place)),
            ("required", .bool(isRequired || place == "path")), ("description", .string(details)),
            ("schema", schema.json), ("example", schema.example),
        ])
    }

    private var requestBody: JSONValue? {
        guard let body = document.body else { return nil }
        let content = JSONValue.members([
            ("schema", body.schema.json), ("example", body.schema.example),
        ])
        return .members([
            ("required", .bool(body.isRequired)),
            (
                "content",
                .members([
                    ("application/json", content),
                    ("application/x-www-form-urlencoded", body.isForm ? content : nil),
                ])
            ),
        ])
    }
}
