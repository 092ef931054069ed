import Events
import Text

/// What a client stores with a transfer, a hold or an order.
extension BodyFields {
    /// `reference` and `metadata`; nil if there is neither.
    ///
    /// `readers` begins a sentence of the documents, such as `Its user sees`.
    package mutating func annotation(seenBy readers: String) -> Annotation? {
        let isRecorder = recording != nil
        let reference = optionalText(
            "reference",
            .reference,
            isRecorder
                ? "What you call it, so that you find it again: a line of text. \(readers) it."
                : nil
        )
        let metadata = metadata(isRecorder ? "\(MetadataRule.details) \(readers) them." : nil)
        return Annotation(reference: reference, metadata: metadata)
    }

    private mutating func metadata(_ details: String?) -> Metadata? {
        note(
            "metadata",
            .strings(
                names: Metadata.nameCharacters,
                values: Metadata.valueCharacters,
                example: [("invoice", "2041")]
            ),
            isRequired: false,
            details
        )
        guard let value = take("metadata") else { return nil }
        guard case .object(let object) = value else {
            wrong("metadata", "must be an object of strings, not \(value.kind)")
            return nil
        }
        var pairs: [(name: String, value: String)] = []
        for member in object.members {
            guard case .string(let text) = member.value else {
                wrong("metadata", "must be an object of strings; it has \(member.value.kind)")
                return nil
            }
            if let complaint = MetadataRule.complaint(member.name, text) {
                wrong("metadata", complaint)
                return nil
            }
            pairs.append((member.name, text))
        }
        // An object without members is taken for no metadata.
        guard !pairs.isEmpty else { return nil }
        let metadata = Metadata(pairs)
        guard metadata.json.utf8.count <= Metadata.maximumBytes else {
            wrong("metadata", "must be at most \(Metadata.maximumBytes) bytes as compact JSON")
            return nil
        }
        return metadata
    }
}

/// What the names and values of metadata are.
enum MetadataRule {
    static let details = """
        Pairs of strings: names of 1 to 64 characters, and values that others may be shown, as a memo. \
        At most \(Metadata.maximumBytes) bytes of JSON in UTF-8, without white space and with only the \
        escapes that JSON needs; an object without members is taken for no metadata.
        """

    private static let name = TextRule.shown(Metadata.nameCharacters, "invoice")
    private static let value = TextRule.shown(Metadata.valueCharacters, "2041", hasLines: true)

    /// What is wrong with a pair, which goes on after `metadata`.
    static func complaint(_ name: String, _ value: String) -> String? {
        if let complaint = Self.name.complaint(name) { return "has a name that \(complaint)" }
        return Self.value.complaint(value).map { "has a value that \($0)" }
    }
}
