import Postgres
import Text

/// The shape of a value in a request or an answer, as JSON Schema (2020-12, which OpenAPI 3.1 uses)
/// says it, with an example.
indirect enum Schema: Sendable {
    /// A JSON object with these members and no others.
    case object([Property])
    /// A JSON object whose members are told elsewhere.
    case anyObject(example: [(String, JSONValue?)])
    case array(Schema, count: ClosedRange<Int>?)
    case string(Text)
    case integer(ClosedRange<Int64>, example: Int64)
    /// Not below zero, and maybe above what 64 bits hold.
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

    /// What a string looks like.
    struct Text: Sendable {
        var example: String
        var length: ClosedRange<Int>?
        var pattern: String?
        var format: String?
        var words: [String]?
    }

    struct Property: Sendable {
        let name: String
        let schema: Schema
        var isRequired = true
        var details: String?
    }
}

extension Schema {
    static func text(
        _ example: String,
        length: ClosedRange<Int>? = nil,
        pattern: String? = nil,
        format: String? = nil
    ) -> Schema {
        .string(Text(example: example, length: length, pattern: pattern, format: format))
    }

    /// One of a closed set of words, the first being the example.
    static func words(_ words: [String]) -> Schema {
        .string(Text(example: words.first ?? "", words: words))
    }

    static let identifier = Schema.integer(1...Int64.max, example: 42)
    static let position = Schema.integer(0...Int64.max, example: 1_204)
    static let epoch = Schema.text("5f3a9c1e", pattern: "^[0-9a-f]{8}$")
    static let feedID = Schema.text("1204-5f3a9c1e", pattern: "^[0-9]{1,18}(-[0-9a-f]{8})?$")
    static let time = Schema.text("2030-01-31T18:00:00Z", format: "date-time")
    static let currency = Schema.text("RUB", pattern: "^[A-Z]{3}$")
    static let uuid = Schema.text("0f8fad5b-d9cb-469f-a165-70867728950e", format: "uuid")
    /// Minor units, or an exact decimal string.
    static let amount = Schema.any([
        .integer(1...Int64.max, example: 1_250),
        .text("12.50", pattern: #"^[0-9]{1,15}(\.[0-9]{1,4})?$"#),
    ])
    /// Minor units of a currency, of either sign.
    static let minorUnits = Schema.integer(Int64.min...Int64.max, example: 100_000)
    static let count = Schema.integer(0...Int64.max, example: 3)
}

extension Schema.Property {
    /// An optional member.
    static func optional(
        _ name: String,
        _ schema: Schema,
        _ details: String? = nil
    ) -> Schema.Property {
        Schema.Property(name: name, schema: schema, isRequired: false, details: details)
    }

    static func member(
        _ name: String,
        _ schema: Schema,
        _ details: String? = nil
    ) -> Schema.Property {
        Schema.Property(name: name, schema: schema, details: details)
    }
}
