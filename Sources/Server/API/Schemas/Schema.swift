import Text

/// The shape of a value in a request or an answer, as JSON Schema (2020-12, which OpenAPI 3.1 uses)
/// describes it, with an example.
package indirect enum Schema: Sendable {
    /// A JSON object with these members and no others.
    case object([Property])
    /// A JSON object whose members are described elsewhere.
    case anyObject(example: JSONValue)
    /// A JSON object of strings, with names and values of so many characters.
    case strings(
        names: ClosedRange<Int>,
        values: ClosedRange<Int>,
        example: [(name: String, value: String)]
    )
    case array(Schema, count: ClosedRange<Int>?)
    case string(Text)
    case integer(ClosedRange<Int64>, example: Int64)
    /// Zero or more, and possibly more than 64 bits hold.
    case total(example: Int64)
    case boolean(example: Bool)
    /// Exactly this boolean.
    case constant(Bool)
    /// A value, or null.
    case nullable(Schema)
    /// One of several shapes; the first gives the example.
    case any([Schema])
    /// Another schema of the document, by name.
    case named(SchemaName)

    /// How a string looks.
    package struct Text: Sendable {
        var example: String
        var length: ClosedRange<Int>?
        var pattern: String?
        var format: String?
        var words: [String]?
    }

    /// A member of an object.
    package struct Property: Sendable {
        let name: String
        let schema: Schema
        package var isRequired = true
        var details: String?

        package static func member(
            _ name: String,
            _ schema: Schema,
            _ details: String? = nil
        ) -> Property {
            Property(name: name, schema: schema, details: details)
        }

        static func optional(
            _ name: String,
            _ schema: Schema,
            _ details: String? = nil
        ) -> Property {
            Property(name: name, schema: schema, isRequired: false, details: details)
        }
    }
}

extension Schema {
    /// A string; `length` counts its characters.
    package static func text(
        _ example: String,
        length: ClosedRange<Int>? = nil,
        pattern: String? = nil,
        format: String? = nil
    ) -> Schema {
        .string(Text(example: example, length: length, pattern: pattern, format: format))
    }

    /// One of a closed set of words, the first being the example.
    package static func words(_ words: [String]) -> Schema {
        .string(Text(example: words.first ?? "", words: words))
    }

    /// A list of at most a page's length.
    package static func page(of element: Schema) -> Schema { .array(element, count: 0...1_000) }

    static func currency(_ example: String) -> Schema { .text(example, pattern: "^[A-Z]{3}$") }

    package static let identifier = Schema.integer(1...Int64.max, example: 42)
    static let position = Schema.integer(0...Int64.max, example: 1_204)
    static let epoch = Schema.text("5f3a9c1e", pattern: "^[0-9a-f]{8}$")
    package static let feedID = Schema.text(
        "1204-5f3a9c1e",
        pattern: "^[0-9]{1,18}(-[0-9a-f]{8})?$"
    )
    /// The place of a row in the order of a list.
    static let cursor = Schema.text(
        "5e0c8d2b01000000000000002ab46f3a9c",
        pattern: "^([0-9a-f]{2}){9,1000}$"
    )
    static let time = Schema.text("2030-01-31T18:00:00Z", format: "date-time")
    package static let currency = currency("RUB")
    static let uuid = Schema.text("0f8fad5b-d9cb-469f-a165-70867728950e", format: "uuid")
    /// Minor units, or an exact decimal string.
    static let amount = Schema.any([
        .integer(1...Int64.max, example: 1_250),
        .text("12.50", pattern: #"^[0-9]{1,15}(\.[0-9]{1,4})?$"#),
    ])
    /// The same as text, of which digits alone are minor units.
    static let amountText = Schema.text("1250", pattern: #"^[0-9]{1,19}(\.[0-9]{1,4})?$"#)
    /// Minor units of a currency, of either sign.
    static let minorUnits = Schema.integer(Int64.min...Int64.max, example: 100_000)
    package static let count = Schema.integer(0...Int64.max, example: 3)
}

extension Schema {
    /// As JSON Schema.
    package var json: JSONValue {
        switch self {
        case .object(let properties): Self.object(properties)
        case .anyObject: ["type": "object"]
        case .strings(let names, let values, let example):
            [
                "type": "object",
                "propertyNames": Self.lengths(names),
                "additionalProperties": Self.lengths(values),
                "examples": [Self.object(example)],
            ]
        case .array(let element, let count):
            JSONValue.withoutNulls([
                "type": "array",
                "items": element.json,
                "minItems": count.map { .integer(Int64($0.lowerBound)) } ?? nil,
                "maxItems": count.map { .integer(Int64($0.upperBound)) } ?? nil,
            ])
        case .string(let text): text.json
        case .integer(let bounds, let example):
            [
                "type": "integer",
                "format": "int64",
                "minimum": .integer(bounds.lowerBound),
                "maximum": .integer(bounds.upperBound),
                "examples": [.integer(example)],
            ]
        case .total(let example):
            ["type": "integer", "minimum": 0, "examples": [.integer(example)]]
        case .boolean(let example): ["type": "boolean", "examples": [.bool(example)]]
        case .constant(let value): ["type": "boolean", "const": .bool(value)]
        case .nullable(let schema): ["anyOf": [schema.json, ["type": "null"]]]
        case .any(let schemas):
            ["anyOf": .array(schemas.map { $0.titled(among: schemas) })]
        case .named(let name): ["$ref": .string("#/components/schemas/\(name.rawValue)")]
        }
    }

    /// As one of several objects it is called after the members that not all of them have.
    private func titled(among others: [Schema]) -> JSONValue {
        guard case .object(let document) = json, !names.isEmpty else { return json }
        let own = names.filter { name in !others.allSatisfy { $0.names.contains(name) } }
        guard !own.isEmpty else { return json }
        let title = JSONValue.string("With " + own.joined(separator: " and "))
        return .members([("title", title)] + document.members.map { ($0.name, $0.value) })
    }

    /// The names of an object's members; empty for anything else.
    private var names: [String] {
        if case .object(let properties) = self { properties.map(\.name) } else { [] }
    }

    private static func object(_ properties: [Property]) -> JSONValue {
        let required = properties.filter(\.isRequired).map(\.name)
        return JSONValue.withoutNulls([
            "type": "object",
            "properties": .members(properties.map { ($0.name, $0.json) }),
            "required": required.isEmpty ? nil : .strings(required),
            // Where no member is required, at least one is.
            "minProperties": required.isEmpty && properties.count > 1 ? 1 : nil,
            "additionalProperties": false,
        ])
    }

    private static func lengths(_ bounds: ClosedRange<Int>) -> JSONValue {
        [
            "type": "string",
            "minLength": .integer(Int64(bounds.lowerBound)),
            "maxLength": .integer(Int64(bounds.upperBound)),
        ]
    }

    private static func object(_ pairs: [(name: String, value: String)]) -> JSONValue {
        .members(pairs.map { ($0.name, .string($0.value)) })
    }

    /// A value of this shape, as the documents show it.
    package var example: JSONValue {
        switch self {
        case .object(let properties): .members(properties.map { ($0.name, $0.schema.example) })
        case .anyObject(let example): example
        case .strings(_, _, let example): Self.object(example)
        case .array(let element, _): [element.example]
        case .string(let text): .string(text.example)
        case .integer(_, let example), .total(let example): .integer(example)
        case .boolean(let example): .bool(example)
        case .constant(let value): .bool(value)
        case .nullable(let schema): schema.example
        case .any(let schemas): schemas.first?.example ?? nil
        case .named(let name): name.schema.example
        }
    }
}

extension Schema.Property {
    /// The schema with the description first.
    fileprivate var json: JSONValue {
        guard let details, case .object(let object) = schema.json else { return schema.json }
        let description = JSONObject.Member(name: "description", value: .string(details))
        return .object(JSONObject([description] + object.members))
    }
}

extension Schema.Text {
    fileprivate var json: JSONValue {
        JSONValue.withoutNulls([
            "type": "string",
            "minLength": length.map { .integer(Int64($0.lowerBound)) } ?? nil,
            "maxLength": length.map { .integer(Int64($0.upperBound)) } ?? nil,
            "pattern": pattern.map { .string($0) } ?? nil,
            "format": format.map { .string($0) } ?? nil,
            "enum": words.map { .strings($0) } ?? nil,
            "examples": [.string(example)],
        ])
    }
}

extension JSONValue {
    package static func strings(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    /// The object without those of its members that are null.
    package static func withoutNulls(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        return .object(JSONObject(object.members.filter { $0.value != .null }))
    }
}

extension Schema {
    /// The same, or null.
    var orNull: Schema {
        if case .nullable = self { self } else { .nullable(self) }
    }
}
