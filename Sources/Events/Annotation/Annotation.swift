import Text

/// What the client of a transfer, a hold or an order stores with it for its own use.
///
/// One word, nil included: an event without it allocates nothing, and copies of one with it share
/// what it has.
package struct Annotation: Hashable, Sendable {
    private indirect enum Content: Hashable {
        case stored(reference: String?, metadata: Metadata?)
    }

    private let content: Content

    /// Nil if there is neither.
    package init?(reference: String?, metadata: Metadata?) {
        if reference == nil, metadata == nil { return nil }
        content = .stored(reference: reference, metadata: metadata)
    }

    /// Nil if the next members are neither `reference` nor `metadata`.
    init?(ifPresentIn members: inout JSONMembers) throws(JSONError) {
        self.init(
            reference: try members.optionalString("reference"),
            metadata: members.takeIfNext("metadata") ? try Metadata(&members.reader) : nil
        )
    }

    /// Shown text of 1 to 64 characters, by which the client finds it again.
    package var reference: String? {
        switch content {
        case .stored(let reference, _): reference
        }
    }

    package var metadata: Metadata? {
        switch content {
        case .stored(_, let metadata): metadata
        }
    }

    /// Writes the members that there are.
    package func write(_ writer: inout JSONWriter) {
        writer.optional("reference", reference)
        guard let metadata else { return }
        writer.key("metadata")
        var json = metadata.json
        json.withUTF8 { writer.raw(UnsafeRawBufferPointer($0)) }
    }
}

/// Pairs of strings, in the order in which the client sent them.
package struct Metadata: Hashable, Sendable {
    /// The most bytes of `json` that a client may send.
    package static let maximumBytes = 2_048
    /// How many characters a name may have.
    package static let nameCharacters = 1...64
    /// How many characters a value may have: as many as fit.
    package static let valueCharacters = 0...maximumBytes

    /// One JSON object in UTF-8, without white space and with no escape that JSON does not need.
    package let json: String

    /// Each name once.
    package init(_ pairs: [(name: String, value: String)]) {
        var writer = JSONWriter()
        writer.object { writer in
            for pair in pairs {
                writer.key(dynamic: pair.name)
                writer.value(pair.value)
            }
        }
        json = String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Nil for anything but one JSON object of strings.
    package init?(json: String) {
        let metadata = try? JSONReader.read(Array(json.utf8)) { (reader) throws(JSONError) in
            try Metadata(&reader)
        }
        guard let metadata else { return nil }
        self = metadata
    }

    /// Reads an object of strings.
    init(_ reader: inout JSONReader) throws(JSONError) {
        var pairs: [(name: String, value: String)] = []
        try reader.object { (key, reader) throws(JSONError) in
            pairs.append((key.string, try reader.string()))
        }
        self.init(pairs)
    }
}
