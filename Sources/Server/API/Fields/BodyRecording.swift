import Text

/// What the takers of a body ask for, in the order in which they ask.
struct BodyRecording {
    private(set) var properties: [Schema.Property] = []
    /// Fields of which a request has exactly one; the documents show a shape for each of them.
    private(set) var alternatives: [String] = []
    /// Whether a body is required although none of its fields is.
    private(set) var requiresChange = false
    /// Which of the alternatives this run shows.
    private let choice: Int

    init(choice: Int = 0) {
        self.choice = choice
    }

    var chosen: String? {
        alternatives.indices.contains(choice) ? alternatives[choice] : nil
    }

    /// Leaves out the alternatives that are not shown, and fields asked for before.
    mutating func add(
        _ name: String,
        _ schema: Schema,
        isRequired: Bool,
        _ details: String?
    ) {
        guard name == chosen || !alternatives.contains(name),
            !properties.contains(where: { $0.name == name })
        else { return }
        properties.append(
            Schema.Property(
                name: name,
                schema: schema,
                isRequired: isRequired || name == chosen,
                details: details
            )
        )
    }

    mutating func choose(of names: [String]) { alternatives = names }

    mutating func requireChange() { requiresChange = true }
}

/// Rules about several fields.
extension BodyFields {
    /// Says that a request has exactly one of the fields.
    mutating func alternatives(_ names: @autoclosure () -> [String]) {
        record { $0.choose(of: names()) }
    }

    /// Which of the fields is there; an error unless it is exactly one.
    mutating func requireOne(of names: [String]) -> String? {
        alternatives(names)
        let given = names.filter { has($0) }
        // As null the others count as absent, but known.
        for name in names where !given.contains(name) { _ = take(name) }
        if given.count == 1 { return given.first }
        let list = names.joined(separator: ", ")
        wrong(list, "exactly one of these must be given, not \(given.count)")
        for name in given { _ = take(name) }
        return nil
    }

    /// Records that a change changes nothing if no new value is given, unless something else is wrong
    /// already.
    mutating func requireChange(_ isGiven: Bool, of names: @autoclosure () -> [String]) {
        record { $0.requireChange() }
        guard !isGiven, errors.isEmpty else { return }
        wrong(names().joined(separator: ", "), "are all absent: nothing would change")
    }

    /// Takes a field that can only be there as `true`.
    mutating func mark(_ name: String) {
        note(name, .constant(true))
        guard let value = take(name) else { return }
        if value != .bool(true) { wrong(name, "must be true, or be left out") }
    }
}
