import HTTP

/// The parameters of a request's query string, taken one after the other.
///
/// A recorder has no parameters: its takers note what they ask for, for the documents.
package struct QueryParameters {
    private var parameters: [(name: String, value: String)]
    private var errors: [Problem.FieldError] = []
    private var recording: QueryRecording?

    /// Throws if a percent-escape is invalid.
    package init(_ query: UnsafeRawBufferPointer) throws(Problem) {
        do throws(QueryString.Failure) {
            parameters = try QueryString(query).pairs()
        } catch {
            throw Problem(.malformedRequest, "The query is not encoded correctly.")
        }
    }

    private init(recorder recording: QueryRecording) {
        parameters = []
        self.recording = recording
    }

    /// What the closure asks for.
    static func record(_ read: (inout QueryParameters) -> Void) -> QueryRecording {
        var recorder = QueryParameters(recorder: QueryRecording())
        read(&recorder)
        return recorder.recording ?? QueryRecording()
    }

    /// A whole number, nil if it is not given.
    mutating func optionalInteger(
        _ name: String,
        _ bounds: ClosedRange<Int64>,
        example: Int64? = nil,
        _ details: String = ""
    ) -> Int64? {
        note(name, .integer(bounds, example: example ?? bounds.lowerBound), details)
        guard let text = take(name) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text),
            bounds.contains(value)
        else {
            let limit = bounds.upperBound == .max ? "or more" : "to \(bounds.upperBound)"
            wrong(name, "must be a whole number from \(bounds.lowerBound) \(limit)")
            return nil
        }
        return value
    }

    /// The text as it is written, nil if it is not given; the documents show it as `schema` says.
    mutating func optionalText(
        _ name: String,
        _ schema: @autoclosure () -> Schema,
        _ details: String
    ) -> String? {
        note(name, schema(), details)
        return take(name)
    }

    /// One of the words of a closed set, nil if it is not given.
    mutating func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        _ details: String
    ) -> Word? where Word.RawValue == String {
        note(name, .words(Word.allCases.map(\.rawValue)), details)
        guard let text = take(name) else { return nil }
        let word = Word(rawValue: text)
        if word == nil {
            let words = Word.allCases.map(\.rawValue)
            let others = words.dropLast().joined(separator: ", ")
            wrong(name, "must be \(others) or \(words.last ?? "")")
        }
        return word
    }

    /// `true` or `false`, false if it is not given.
    mutating func flag(_ name: String, _ details: String = "") -> Bool {
        note(name, .words(["true", "false"]), details)
        switch take(name) {
        case nil, "false": return false
        case "true": return true
        case .some:
            wrong(name, "must be true or false")
            return false
        }
    }

    /// Throws everything that was found, parameters that nobody took included.
    package mutating func finish() throws(Problem) {
        for parameter in parameters { wrong(parameter.name, "is not a parameter of this query") }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    private mutating func take(_ name: String) -> String? {
        guard let index = parameters.firstIndex(where: { $0.name == name }) else { return nil }
        let value = parameters.remove(at: index).value
        if parameters.contains(where: { $0.name == name }) { wrong(name, "must be given once") }
        parameters.removeAll { $0.name == name }
        return value
    }

    mutating func wrong(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(field: name, detail: detail))
    }

    /// Says that the answer is one page of a list.
    mutating func notePage() { recording?.isPaged = true }

    private mutating func note(
        _ name: String,
        _ schema: @autoclosure () -> Schema,
        _ details: String
    ) {
        guard recording != nil else { return }
        recording?.parameters.append((name, schema(), details))
    }
}

/// What the takers of a query string ask for, in the order in which they ask.
struct QueryRecording {
    var parameters: [(name: String, schema: Schema, details: String)] = []
    var isPaged = false
}
