import HTTP
import Text

/// `/postman.json`: the same operations as a Postman collection (format 2.1), a folder for each
/// section.
enum PostmanCollection {
    /// Made once, at first use.
    static let json: JSONValue = [
        "info": [
            "name": "Tally",
            "description": .string(OpenAPIDocument.introduction),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        ],
        "item": .array(
            OpenAPIDocument.sections.map { title, operations in
                ["name": .string(title), "item": .array(operations.map(item))]
            }
        ),
        "auth": ["type": "bearer", "bearer": [variable("token", "{{token}}")]],
        "variable": [variable("base_url", "http://127.0.0.1:8080"), variable("token", "")],
    ]

    private static func variable(_ key: String, _ value: String) -> JSONValue {
        ["key": .string(key), "value": .string(value), "type": "string"]
    }

    private static func item(_ operation: Operation) -> JSONValue {
        let body = operation.body?.schema
        return [
            "name": .string(operation.summary),
            "request": JSONValue.withoutNulls([
                "method": .string(operation.method.name.description),
                "header": .array(headers(operation, takesBody: body != nil)),
                "body": body.map(raw) ?? nil,
                "url": url(operation),
                "auth": operation.access == .everybody ? ["type": "noauth"] : nil,
                "description": .string(operation.details),
            ]),
            "response": [],
        ]
    }

    private static func headers(_ operation: Operation, takesBody: Bool) -> [JSONValue] {
        var headers: [JSONValue] = []
        if takesBody { headers.append(["key": "Content-Type", "value": "application/json"]) }
        if case .command = operation.work {
            headers.append(["key": "Idempotency-Key", "value": "{{$guid}}"])
        }
        return headers
    }

    private static func raw(_ schema: Schema) -> JSONValue {
        [
            "mode": "raw",
            "raw": .string(String(decoding: schema.example.bytes, as: UTF8.self)),
            "options": ["raw": ["language": "json"]],
        ]
    }

    private static func url(_ operation: Operation) -> JSONValue {
        let path = operation.path.description.split(separator: "/").map { part in
            ["{id}", "{name}", "{currency}"].contains(part)
                ? ":" + part.dropFirst().dropLast() : String(part)
        }
        let query = operation.query.parameters.map { parameter -> JSONValue in
            [
                "key": .string(parameter.name),
                "value": .string(plainText(parameter.schema.example)),
                "description": .string(parameter.details),
                "disabled": true,
            ]
        }
        let variables = path.filter { $0.hasPrefix(":") }.map { name in
            variable(String(name.dropFirst()), name == ":id" ? "42" : "rates")
        }
        return JSONValue.withoutNulls([
            "raw": .string("{{base_url}}/" + path.joined(separator: "/")),
            "host": ["{{base_url}}"],
            "path": .strings(path),
            "query": query.isEmpty ? nil : .array(query),
            "variable": variables.isEmpty ? nil : .array(variables),
        ])
    }

    /// A string without its quotes; anything else as JSON.
    private static func plainText(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        return String(decoding: value.bytes, as: UTF8.self)
    }
}
