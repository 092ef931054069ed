import Postgres

// Messages to the browser are written as literals, and its answers read member by member.

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .members(elements)
    }

    static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }

    subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// Whole or not.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let text): Double(text)
        case .null, .bool, .string, .array, .object: nil
        }
    }

    var isTrue: Bool { self == .bool(true) }

    /// The elements; none of what is no array.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The value as one line of JSON.
    var text: String {
        var writer = JSONWriter(capacity: 1 << 10)
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
