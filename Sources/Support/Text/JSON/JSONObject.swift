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
