import API
import HTTP
import Operations
import Text

/// `/postman.json`: the same operations as a Postman collection (format 2.1), a folder for each
/// section.
enum PostmanCollection {
    /// The collection as somebody gets it who reached the service at `base`; nil for the default
    /// address.
    static func json(at base: String?) -> JSONValue {
        .members(beginning(at: base) + rest)
    }

    /// The first members, which alone depend on the address.
    static func beginning(at base: String?) -> [(String, JSONValue?)] {
        let variables: [JSONValue] = [
            variable("base_url", base ?? "http://127.0.0.1:8080"), variable("token", ""),
            variable("username", user.username), variable("password", user.password),
        ]
        return [("variable", .array(variables))]
    }

    /// The user of the demo whose name and password the collection begins with.
    private static let user = DemoAccount.all[1]

    /// Made once, at first use.
    static let rest: [(String, JSONValue?)] = [
        (
            "info",
            [
                "name": "Tally",
                "description": .string(OpenAPIDocument.introduction),
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            ]
        ),
        (
            "item",
            .array(
                OpenAPIDocument.sections.map { title, operations in
                    ["name": .string(title), "item": .array(operations.map(item))]
                }
            )
        ),
        ("auth", ["type": "bearer", "bearer": [variable("token", "{{token}}")]]),
    ]

    /// Keeps the token of a sign-in for the requests that follow.
    private static let keepToken: JSONValue = [
        [
            "listen": "test",
            "script": [
                "type": "text/javascript",
                "exec": [
                    "const answer = pm.response.code === 200 ? pm.response.json() : {};",
                    "if (answer.access_token) pm.collectionVariables.set('token', answer.access_token);",
                ],
            ],
        ]
    ]

    private static func variable(_ key: String, _ value: String) -> JSONValue {
        ["key": .string(key), "value": .string(value), "type": "string"]
    }

    private static func item(_ operation: Operation) -> JSONValue {
        let body = operation.body?.schema
        var givesToken = false
        if case .signIn = operation.work { givesToken = true }
        return JSONValue.withoutNulls([
            "name": .string(operation.summary),
            "event": givesToken ? keepToken : nil,
            "request": JSONValue.withoutNulls([
                "method": .string(operation.method.name.description),
                "header": .array(headers(operation, takesBody: body != nil)),
                "body": body.map { givesToken ? raw(signIn) : raw($0.example) } ?? nil,
                "url": url(operation),
                "auth": operation.access == .everybody ? ["type": "noauth"] : nil,
                "description": .string(operation.description),
            ]),
            "response": .array(examples(operation)),
        ])
    }

    private static let signIn: JSONValue = ["username": "{{username}}", "password": "{{password}}"]

    /// An answer of each kind that is not a problem.
    private static func examples(_ operation: Operation) -> [JSONValue] {
        switch operation.answer {
        case .verdict:
            [example(200, "OK", true)]
                + (operation.reasons.isEmpty ? [] : [example(409, "Conflict", false)])
        case .verdicts:
            [example(200, "OK", [true]), example(409, "Conflict", false)]
        case .view(let schema), .viewOrCSV(let schema), .json(let schema, _):
            [example(200, "OK", schema.example)]
        case .text, .stream, nil: []
        }
    }

    private static func example(_ code: Int64, _ status: String, _ body: JSONValue) -> JSONValue {
        [
            "name": .string("\(code) \(status)"), "status": .string(status),
            "code": .integer(code), "_postman_previewlanguage": "json",
            "header": [["key": "Content-Type", "value": "application/json"]],
            "body": .string(String(decoding: body.bytes, as: UTF8.self)),
        ]
    }

    private static func headers(_ operation: Operation, takesBody: Bool) -> [JSONValue] {
        var headers: [JSONValue] = []
        if takesBody { headers.append(["key": "Content-Type", "value": "application/json"]) }
        switch operation.work {
        case .command, .bulk:
            headers.append(["key": "Idempotency-Key", "value": "{{$guid}}"])
        case .question, .publicQuestion, .registration, .signIn, .refresh, .passwordChange,
            .detailsChange, .passwordReset, .code, .unlock, .userCheck, .feed, .retry, .jobRun,
            .logSearch, .operations, .document, .page, .asset:
            break
        }
        return headers
    }

    private static func raw(_ example: JSONValue) -> JSONValue {
        [
            "mode": "raw",
            "raw": .string(String(decoding: example.bytes, as: UTF8.self)),
            "options": ["raw": ["language": "json"]],
        ]
    }

    private static func url(_ operation: Operation) -> JSONValue {
        let text = operation.path.description
        let part = PathPart(in: text)
        let path = text.split(separator: "/").map { one in
            one == part?.rawValue ?? "" ? ":\(one.dropFirst().dropLast())" : String(one)
        }
        let query = operation.query.parameters.map { parameter -> JSONValue in
            [
                "key": .string(parameter.name),
                "value": .string(plainText(parameter.schema.example)),
                "description": .string(parameter.details),
                "disabled": .bool(!parameter.isRequired),
            ]
        }
        let variables = (part?.parameter).map { [variable($0.name, plainText($0.schema.example))] }
        return JSONValue.withoutNulls([
            "raw": .string("{{base_url}}/" + path.joined(separator: "/")),
            "host": ["{{base_url}}"],
            "path": .strings(path),
            "query": query.isEmpty ? nil : .array(query),
            "variable": variables.map { .array($0) } ?? nil,
        ])
    }

    /// A string without its quotes; anything else as JSON.
    private static func plainText(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        return String(decoding: value.bytes, as: UTF8.self)
    }
}
