import Postgres
import Text

extension Schema {
    /// As JSON Schema.
    var json: JSONValue {
        switch self {
        case .object(let properties): Self.object(properties)
        case .anyObject: .members([("type", .string("object"))])
        case .array(let element, let count):
            .members([
                ("type", .string("array")), ("items", element.json),
                ("minItems", count.map { .integer(Int64($0.lowerBound)) }),
                ("maxItems", count.map { .integer(Int64($0.upperBound)) }),
            ])
        case .string(let text): text.json
        case .integer(let bounds, let example):
            .members([
                ("type", .string("integer")), ("format", .string("int64")),
                ("minimum", .integer(bounds.lowerBound)), ("maximum", .integer(bounds.upperBound)),
                ("examples", .array([.integer(example)])),
            ])
        case .total(let example):
            .members([
                ("type", .string("integer")), ("minimum", .integer(0)),
                ("examples", .array([.integer(example)])),
            ])
        case .boolean(let example):
            .members([("type", .string("boolean")), ("examples", .array([.bool(example)]))])
        case .constant(let value):
            .members([("type", .string("boolean")), ("const", .bool(value))])
        case .nullable(let schema):
            .members([
                ("anyOf", .array([schema.json, .members([("type", .string("null"))])]))
            ])
        case .any(let schemas): .members([("anyOf", .array(schemas.map(\.json)))])
        case .named(let name):
            .members([("$ref", .string("#/components/schemas/\(name.rawValue)"))])
        }
    }

    private static func object(_ properties: [Property]) -> JSONValue {
        let required = properties.filter(\.isRequired).map(\.name)
        return .members([
            ("type", .string("object")),
            (
                "properties",
                .members(properties.map { ($0.name, $0.schema.json(details: $0.details)) })
            ),
            ("required", required.isEmpty ? nil : .strings(required)),
            // Where nothing is required, something is.
            ("minProperties", required.isEmpty && properties.count > 1 ? .integer(1) : nil),
            ("additionalProperties", .bool(false)),
        ])
    }

    private func json(details: String?) -> JSONValue {
        guard let details, case .object(let object) = json else { return json }
        let description = JSONObject.Member(name: "description", value: .string(details))
        return .object(JSONObject([description] + object.members))
    }

    /// A value of this shape: what the documents show, and what tests send.
    var example: JSONValue {
        switch self {
        case .object(let properties):
            .members(properties.map { ($0.name, $0.schema.example) })
        case .anyObject(let members): .members(members)
        case .array(let element, _): .array([element.example])
        case .string(let text): .string(text.example)
        case .integer(_, let example), .total(let example): .integer(example)
        case .boolean(let example): .bool(example)
        case .constant(let value): .bool(value)
        case .nullable(let schema): schema.example
        case .any(let schemas): schemas.first?.example ?? .null
        case .named(let name): name.schema.example
        }
    }
}

extension Schema.Text {
    fileprivate var json: JSONValue {
        .members([
            ("type", .string("string")),
            ("minLength", length.map { .integer(Int64($0.lowerBound)) }),
            ("maxLength", length.map { .integer(Int64($0.upperBound)) }),
            ("pattern", pattern.map { .string($0) }), ("format", format.map { .string($0) }),
            ("enum", words.map { .strings($0) }), ("examples", .strings([example])),
        ])
    }
}
