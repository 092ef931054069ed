import Postgres
import Text

/// `/postman.json`: the same routes as a Postman collection (format 2.1), a folder for each section.
struct PostmanCollection {
    /// Made once, at start.
    static let json = PostmanCollection().value

    private var value: JSONValue {
        .members([
            (
                "info",
                .members([
                    ("name", .string("Tally")),
                    ("description", .string(OpenAPIDocument.introduction)),
                    (
                        "schema",
                        .string(
                            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
                        )
                    ),
                ])
            ), ("item", .array(DocumentSection.allCases.map { folder($0) })), ("auth", auth),
            (
                "variable",
                .array([
                    variable("base_url", "http://127.0.0.1:8080"), variable("token", ""),
                ])
            ),
        ])
    }

    private var auth: JSONValue {
        .members([
            ("type", .string("bearer")),
            (
                "bearer",
                .array([
                    .members([
                        ("key", .string("token")), ("value", .string("{{token}}")),
                        ("type", .string("string")),
                    ])
                ])
            ),
        ])
    }

    private func variable(_ key: String, _ value: String) -> JSONValue {
        .members([("key", .string(key)), ("value", .string(value)), ("type", .string("string"))])
    }

    private func folder(_ section: DocumentSection) -> JSONValue {
        let items = Route.allCases.compactMap { route -> JSONValue? in
            guard let document = route.document, document.section == section else { return nil }
            return item(route, document)
        }
        return .members([("name", .string(section.rawValue)), ("item", .array(items))])
    }

    private func item(_ route: Route, _ document: RouteDocument) -> JSONValue {
        .members([
            ("name", .string(document.summary)),
            (
                "request",
                .members([
                    ("method", .string(route.endpoint.method.name.description)),
                    ("header", .array(headers(route, document))),
                    ("body", body(document)), ("url", url(route, document)),
                    (
                        "auth",
                        route.access == .everybody ? .members([("type", .string("noauth"))]) : nil
                    ),
                    ("description", .string(document.details)),
                ])
            ), ("response", .array([])),
        ])
    }

    private func headers(_ route: Route, _ document: RouteDocument) -> [JSONValue] {
        var headers: [JSONValue] = []
        if document.body != nil { headers.append(header("Content-Type", "application/json")) }
        if case .command = route.kind { headers.append(header("Idempotency-Key", "{{$guid}}")) }
        return headers
    }

    private func header(_ key: String, _ value: String) -> JSONValue {
        .members([("key", .string(key)), ("value", .string(value))])
    }

    private func body(_ document: RouteDocument) -> JSONValue? {
        document.body.map { body in
            .members([
                ("mode", .string("raw")),
                ("raw", .string(String(decoding: body.schema.example.bytes, as: UTF8.self))),
                (
                    "options",
                    .members([("raw", .members([("language", .string("json"))]))])
                ),
            ])
        }
    }

    private func url(_ route: Route, _ document: RouteDocument) -> JSONValue {
        let path = route.endpoint.path.description.split(separator: "/").map { part in
            part == "{id}" ? ":id" : part == "{name}" ? ":name" : String(part)
        }
        let query = document.parameters.map { parameter in
            JSONValue.members([
                ("key", .string(parameter.name)),
                (
                    "value",
                    .string(String(decoding: parameter.schema.example.plainText, as: UTF8.self))
                ),
                ("description", .string(parameter.details)), ("disabled", .bool(true)),
            ])
        }
        let variables = path.filter { $0.hasPrefix(":") }.map { name in
            variable(String(name.dropFirst()), name == ":id" ? "42" : "rates")
        }
        return .members([
            ("raw", .string("{{base_url}}/" + path.joined(separator: "/"))),
            ("host", .strings(["{{base_url}}"])), ("path", .strings(path)),
            ("query", query.isEmpty ? nil : .array(query)),
            ("variable", variables.isEmpty ? nil : .array(variables)),
        ])
    }
}

extension JSONValue {
    /// A string without its quotes; anything else as JSON.
    fileprivate var plainText: [UInt8] {
        if case .string(let text) = self { Array(text.utf8) } else { bytes }
    }
}
