import Text

/// Long arrays, of which only one element at a time is in memory as JSON.
extension BodyFields {
    /// The text of an array in the body; valid as long as the body's bytes.
    struct ArrayText {
        let name: String
        let bytes: UnsafeRawBufferPointer
    }

    /// The fields of a JSON object, one of which is an array that `elements` reads; none for an
    /// empty body.
    ///
    /// `bytes` must outlive the fields. Any other array or object counts as an empty one: no such
    /// request has one.
    package init(json bytes: UnsafeRawBufferPointer, array name: String) throws(Problem) {
        var text: UnsafeRawBufferPointer?
        var members: [Field] = []
        if !bytes.isEmpty {
            do throws(JSONError) {
                members = try JSONReader.read(bytes) { (reader) throws(JSONError) in
                    try Self.shallowMembers(&reader) { (key, reader) throws(JSONError) in
                        guard key == name else { return false }
                        text = try reader.raw()
                        return true
                    }
                }
            } catch {
                throw .notAnObject(error)
            }
        }
        self.init(members)
        array = text.map { ArrayText(name: name, bytes: $0) }
    }

    /// The objects of the array, each read by `body`.
    package mutating func elements<Element>(
        _ name: String,
        count bounds: ClosedRange<Int>,
        _ body: (inout BodyFields) -> Element
    ) -> [Element] {
        noteObjects(name, count: bounds, body)
        guard let array, array.name == name else { return missing(name, []) }
        var elements: [Element] = []
        var count = 0
        do throws(JSONError) {
            try JSONReader.read(array.bytes) { (reader) throws(JSONError) in
                try reader.array { (reader) throws(JSONError) in
                    count += 1
                    guard count <= bounds.upperBound else { return try reader.skip() }
                    if let element = try element("\(name)[\(count - 1)]", &reader, body) {
                        elements.append(element)
                    }
                }
            }
        } catch {
            // The text was checked before: it is the value of another kind.
            count = 0
        }
        guard !bounds.contains(count) else { return elements }
        wrong(name, Self.arrayComplaint(bounds))
        return []
    }

    /// Nil for anything but an object, which is an error.
    private mutating func element<Element>(
        _ name: String,
        _ reader: inout JSONReader,
        _ body: (inout BodyFields) -> Element
    ) throws(JSONError) -> Element? {
        guard reader.isAtObject else {
            wrong(name, "must be an object, not \(try Self.shallowValue(&reader).kind)")
            return nil
        }
        var fields = BodyFields(try Self.shallowMembers(&reader), prefix: "\(name).")
        let element = body(&fields)
        fields.refuseUnknown()
        add(fields.errors)
        return element
    }

    /// The members of an object but those that `take` reads.
    private static func shallowMembers(
        _ reader: inout JSONReader,
        besides take: (String, inout JSONReader) throws(JSONError) -> Bool = { _, _ in false }
    ) throws(JSONError) -> [Field] {
        var members: [Field] = []
        try reader.object { (key, reader) throws(JSONError) in
            let name = key.string
            guard try !take(name, &reader) else { return }
            members.append(Field(name: name, value: try shallowValue(&reader)))
        }
        return members
    }

    /// The value; an array or object without its content, so that it takes no memory.
    private static func shallowValue(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
        if reader.isAtObject {
            try reader.skip()
            return .object(JSONObject([JSONObject.Member]()))
        }
        if reader.isAtArray {
            try reader.skip()
            return .array([])
        }
        return try reader.value()
    }
}
