/// A whole JSON value in memory, for small texts such as request bodies.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with fraction or exponent, or beyond 64 bits, as it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads one whole text.
    package init(_ bytes: [UInt8]) throws(JSONError) {
        self = try JSONReader.read(bytes) { (reader) throws(JSONError) in try reader.value() }
    }

    /// What kind of value it is, with its article, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONReader {
    /// Reads a value of any kind into memory.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "{"):
            var members: [JSONObject.Member] = []
            try object { (key, reader) throws(JSONError) in
                members.append(JSONObject.Member(name: key.string, value: try reader.value()))
            }
            return .object(JSONObject(members))
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (reader) throws(JSONError) in elements.append(try reader.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try bool())
        case UInt8(ascii: "n"):
            _ = try null()
            return .null
        default:
            let text = try raw()
            let number = String(decoding: text, as: UTF8.self)
            // Minus zero is not a whole number that anybody means.
            guard number != "-0", let whole = Int64(number) else { return .number(number) }
            return .integer(whole)
        }
    }
}

/// Trees are written as literals in documents and in messages.
extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Members keep the order in which they are written.
    package init(dictionaryLiteral members: (String, JSONValue)...) { self = .members(members) }

    /// An object with these members, in this order; those whose value is nil are left out.
    package static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(
            JSONObject(
                members.compactMap { name, value in
                    value.map { JSONObject.Member(name: name, value: $0) }
                }
            )
        )
    }

    /// The value on one line, as UTF-8.
    package var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 1 << 10)
        writer.value(self)
        return writer.bytes
    }
}

/// The members of a JSON object in memory, in the order of the text.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package let members: [Member]

    package init(_ members: [Member]) {
        self.members = members
    }

    /// Reads one whole text that must be an object.
    package init(_ bytes: [UInt8]) throws(JSONError) {
        self = try JSONReader.read(bytes) { (reader) throws(JSONError) in try reader.wholeObject() }
    }

    /// Reads one whole text that must be an object.
    package init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        self = try JSONReader.read(bytes) { (reader) throws(JSONError) in try reader.wholeObject() }
    }

    /// The member's value; nil if it is missing, and `.null` if it is null.
    package subscript(name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }
}

extension JSONReader {
    mutating func wholeObject() throws(JSONError) -> JSONObject {
        guard case .object(let object) = try value() else {
            throw JSONError(offset: 0, problem: "expected an object")
        }
        return object
    }
}

extension JSONWriter {
    /// Writes a whole value; numbers that were read as text go out as they came.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.value(flag)
        case .integer(let number): self.value(number)
        case .number(let text): raw(Array(text.utf8))
        case .string(let text): self.value(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                key(dynamic: member.name)
                self.value(member.value)
            }
            endObject()
        }
    }
}
