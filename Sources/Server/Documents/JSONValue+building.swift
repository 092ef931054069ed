import Postgres

/// How the documents are put together: members in the order in which they are to be read.
extension JSONValue {
    /// Members whose value is nil are left out.
    static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(
            JSONObject(
                members.compactMap { name, value in
                    value.map { JSONObject.Member(name: name, value: $0) }
                }
            )
        )
    }

    static func strings(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    /// The text of the value, without line breaks.
    var text: [UInt8] {
        var writer = JSONWriter(capacity: 1 << 16)
        writer.value(self)
        return writer.bytes
    }
}
