/// A member that is missing or of another kind than asked for.
package struct JSONMemberError: Error, Hashable, Sendable {
    package let name: String
    /// For example `is missing` or `must be an integer, not a string`.
    package let problem: String
}

extension JSONMemberError: CustomStringConvertible {
    package var description: String { "\"\(name)\" \(problem)" }
}

/// Typed access. The `optional…` forms answer nil for a member that is missing or null.
extension JSONObject {
    package func string(_ name: String) throws(JSONMemberError) -> String {
        try required(name, optionalString(name))
    }

    package func optionalString(_ name: String) throws(JSONMemberError) -> String? {
        guard let value = present(name) else { return nil }
        guard case .string(let string) = value else { throw wrong(name, value, "a string") }
        return string
    }

    /// An integer of 64 bits; `1.0` and `1e3` are none.
    package func int64(_ name: String) throws(JSONMemberError) -> Int64 {
        try required(name, optionalInt64(name))
    }

    package func optionalInt64(_ name: String) throws(JSONMemberError) -> Int64? {
        guard let value = present(name) else { return nil }
        guard case .integer(let integer) = value else {
            throw wrong(name, value, "an integer of 64 bits")
        }
        return integer
    }

    package func bool(_ name: String) throws(JSONMemberError) -> Bool {
        try required(name, optionalBool(name))
    }

    package func optionalBool(_ name: String) throws(JSONMemberError) -> Bool? {
        guard let value = present(name) else { return nil }
        guard case .bool(let bool) = value else { throw wrong(name, value, "a boolean") }
        return bool
    }

    package func array(_ name: String) throws(JSONMemberError) -> [JSONValue] {
        guard let value = present(name) else { throw missing(name) }
        guard case .array(let elements) = value else { throw wrong(name, value, "an array") }
        return elements
    }

    package func object(_ name: String) throws(JSONMemberError) -> JSONObject {
        guard let value = present(name) else { throw missing(name) }
        guard case .object(let object) = value else { throw wrong(name, value, "an object") }
        return object
    }

    private func present(_ name: String) -> JSONValue? {
        let value = self[name]
        return value == .null ? nil : value
    }

    private func required<Value>(_ name: String, _ value: Value?) throws(JSONMemberError) -> Value {
        guard let value else { throw missing(name) }
        return value
    }

    private func missing(_ name: String) -> JSONMemberError {
        JSONMemberError(
            name: name,
            problem: self[name] == .null ? "must not be null" : "is missing"
        )
    }

    private func wrong(
        _ name: String,
        _ value: JSONValue,
        _ expected: String
    ) -> JSONMemberError {
        JSONMemberError(name: name, problem: "must be \(expected), not \(value.kind)")
    }
}
