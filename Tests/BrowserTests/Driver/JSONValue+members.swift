@testable import Text

// Answers of the browser are read member by member.

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The number, with or without a fraction.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let text): Double(text)
        case .null, .bool, .string, .array, .object: nil
        }
    }

    var isTrue: Bool { self == .bool(true) }

    /// The elements, which are empty if the value is not an array.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The value as one line of JSON.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
