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
