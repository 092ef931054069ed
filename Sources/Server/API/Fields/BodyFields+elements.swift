import Events
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
    /// `bytes` must outlive the fields. Any other array or object counts as an empty one, besides
    /// the metadata of an element: no such request has one.
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
        var members: [Field] = []
        try reader.object { (key, reader) throws(JSONError) in
            let name = key.string
            members.append(Field(name: name, value: try Self.elementValue(&reader)))
        }
        var fields = BodyFields(members, prefix: "\(name).")
        let element = body(&fields)
        fields.refuseUnknown()
        add(fields.errors)
        return element
    }

    /// The value of an element's member; an object as far as metadata may be long, so that what is
    /// longer takes no more memory and is still too long.
    private static func elementValue(
        _ reader: inout JSONReader
    ) throws(JSONError) -> JSONValue {
        guard reader.isAtObject else { return try shallowValue(&reader) }
        var members: [JSONObject.Member] = []
        var bytes = 0
        try reader.object { (key, reader) throws(JSONError) in
            guard bytes <= Metadata.maximumBytes else { return try reader.skip() }
            let name = key.string
            let value = try shallowValue(&reader)
            // Quotes, colon and comma.
            bytes += name.utf8.count + 6
            if case .string(let text) = value { bytes += text.utf8.count }
            members.append(JSONObject.Member(name: name, value: value))
        }
        return .object(JSONObject(members))
    }

    /// The members of an object but those that `take` reads.
    private static func shallowMembers(
        _ reader: inout JSONReader,
        besides take: (String, inout JSONReader) throws(JSONError) -> Bool
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
