import Commands
import Model
import Text

/// Texts, whole numbers and times.
extension BodyFields {
    package mutating func text(
        _ name: String,
        _ rule: TextRule,
        example: String? = nil,
        _ details: String? = nil
    ) -> String {
        note(name, .string(rule.schema(example)), details)
        return readText(name, rule) ?? missing(name, "")
    }

    /// Nil if the field is absent, or wrong and recorded so.
    package mutating func optionalText(
        _ name: String,
        _ rule: TextRule,
        example: String? = nil,
        _ details: String? = nil
    ) -> String? {
        note(name, .string(rule.schema(example)), isRequired: false, details)
        return readText(name, rule)
    }

    package mutating func integer(
        _ name: String,
        _ bounds: ClosedRange<Int64>,
        example: Int64? = nil,
        _ details: String? = nil
    ) -> Int64 {
        note(name, .integer(bounds, example: example ?? bounds.lowerBound), details)
        return readInteger(name, bounds) ?? missing(name, bounds.lowerBound)
    }

    package mutating func optionalInteger(
        _ name: String,
        _ bounds: ClosedRange<Int64>,
        example: Int64? = nil,
        _ details: String? = nil
    ) -> Int64? {
        let schema = Schema.integer(bounds, example: example ?? bounds.lowerBound)
        note(name, schema, isRequired: false, details)
        return readInteger(name, bounds)
    }

    /// Whether the field is there as a string.
    package func isText(_ name: String) -> Bool {
        members.contains { member in
            if case .string = member.value { member.name == name } else { false }
        }
    }

    /// The id of something that exists or not: a positive whole number.
    package mutating func identifier(_ name: String) -> Int64 {
        integer(name, 1...Int64.max, example: 42)
    }

    /// A point in time in RFC 3339, nil if absent.
    package mutating func optionalTime(_ name: String) -> Timestamp? {
        note(name, .time, isRequired: false)
        return readTime(name)
    }

    /// A point in time, or null to remove it.
    package mutating func changedTime(_ name: String) -> Change<Timestamp> {
        note(name, .nullable(.time), isRequired: false)
        let isNull = members.contains { $0.name == name && $0.value == .null }
        return isNull ? .clear : readTime(name).map { .set($0) } ?? .keep
    }

    mutating func readText(_ name: String, _ rule: TextRule) -> String? {
        guard let text = readString(name) else { return nil }
        guard let complaint = rule.complaint(text) else { return text }
        wrong(name, complaint)
        return nil
    }

    private mutating func readInteger(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64? {
        guard let value = take(name) else { return nil }
        if case .integer(let number) = value, bounds.contains(number) { return number }
        wrong(name, "must be a whole number \(bounds.inWords)")
        return nil
    }

    private mutating func readTime(_ name: String) -> Timestamp? {
        guard let text = readString(name) else { return nil }
        if let time = Timestamp(rfc3339: text) { return time }
        wrong(name, "must be a time such as 2030-01-31T18:00:00Z (RFC 3339)")
        return nil
    }
}

extension ClosedRange<Int64> {
    /// What a number within the bounds is, as a complaint says it.
    var inWords: String {
        upperBound == .max ? "of \(lowerBound) or more" : "from \(lowerBound) to \(upperBound)"
    }
}

/// Arrays.
extension BodyFields {
    /// The objects of an array, each read by `body`.
    package mutating func objects<Element>(
        _ name: String,
        count bounds: ClosedRange<Int>,
        _ body: (inout BodyFields) -> Element
    ) -> [Element] {
        noteObjects(name, count: bounds, body)
        guard let value = take(name) else { return missing(name, []) }
        guard case .array(let values) = value, bounds.contains(values.count) else {
            wrong(name, Self.arrayComplaint(bounds))
            return []
        }
        var elements: [Element] = []
        for (index, value) in values.enumerated() {
            guard case .object(let object) = value else {
                wrong("\(name)[\(index)]", "must be an object, not \(value.kind)")
                continue
            }
            var fields = BodyFields(
                object.members.map { Field(name: $0.name, value: $0.value) },
                prefix: "\(prefix)\(name)[\(index)]."
            )
            elements.append(body(&fields))
            fields.refuseUnknown()
            add(fields.errors)
        }
        return elements
    }

    /// Has the recorder show an array of what `body` reads.
    mutating func noteObjects<Element>(
        _ name: String,
        count bounds: ClosedRange<Int>,
        _ body: (inout BodyFields) -> Element
    ) {
        guard recording != nil else { return }
        var element = BodyFields(recorder: BodyRecording())
        _ = body(&element)
        note(name, .array(.object(element.recording?.properties ?? []), count: bounds))
    }

    static func arrayComplaint(_ bounds: ClosedRange<Int>) -> String {
        "must be an array of \(bounds.lowerBound) to \(bounds.upperBound) objects"
    }

    /// The UUIDs of an array; each may be there more than once.
    package mutating func uuids(_ name: String, count bounds: ClosedRange<Int>) -> [UUID128] {
        note(name, .array(.uuid, count: bounds))
        guard let value = take(name) else { return missing(name, []) }
        guard case .array(let values) = value, bounds.contains(values.count) else {
            wrong(name, "must be an array of \(bounds.lowerBound) to \(bounds.upperBound) UUIDs")
            return []
        }
        var uuids: [UUID128] = []
        for (index, value) in values.enumerated() {
            guard case .string(let text) = value, let uuid = UUID128(text: text) else {
                wrong("\(name)[\(index)]", "must be a UUID: 8-4-4-4-12 hexadecimal digits")
                continue
            }
            uuids.append(uuid)
        }
        return uuids
    }
}

/// Rules about several fields.
extension BodyFields {
    /// Says that a request has exactly one of the fields, or at most one if they are optional.
    package mutating func alternatives(
        _ names: @autoclosure () -> [String],
        areOptional: Bool = false
    ) {
        record { $0.choose(of: names(), areOptional: areOptional) }
    }

    /// Which of the fields is there; an error unless it is exactly one.
    package mutating func requireOne(of names: [String]) -> String? {
        alternatives(names)
        let given = names.filter { has($0) }
        if given.count == 1 { return given.first }
        let list = names.joined(separator: ", ")
        wrong(list, "exactly one of these must be given, not \(given.count)")
        for name in given { _ = take(name) }
        return nil
    }

    /// Records that a change changes nothing if no new value is given, unless something else is
    /// wrong already.
    package mutating func requireChange(_ isGiven: Bool, of names: @autoclosure () -> [String]) {
        record { $0.requireChange() }
        guard !isGiven, errors.isEmpty else { return }
        wrong(names().joined(separator: ", "), "are all absent: nothing would change")
    }

    /// A boolean; false if it is absent, or wrong and recorded so.
    package mutating func flag(_ name: String, _ details: String? = nil) -> Bool {
        note(name, .boolean(example: false), isRequired: false, details)
        switch take(name) {
        case nil: return false
        case .bool(let flag): return flag
        case .some(let value):
            wrong(name, "must be true or false, not \(value.kind)")
            return false
        }
    }

    /// Takes a field that can only be there as `true`.
    package mutating func mark(_ name: String) {
        note(name, .constant(true))
        guard let value = take(name) else { return }
        if value != .bool(true) { wrong(name, "must be true, or be left out") }
    }
}

/// What the takers of a body ask for, in the order in which they ask.
package struct BodyRecording {
    package private(set) var properties: [Schema.Property] = []
    /// Fields of which a request has exactly one, or at most one if they are optional; the documents
    /// show a shape for each of them.
    package private(set) var alternatives: [String] = []
    private var areOptional = false
    /// Whether a body is required although none of its fields is.
    package private(set) var requiresChange = false
    /// Which of the alternatives this run shows.
    private let choice: Int

    package init(choice: Int = 0) {
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
        let isRequired = isRequired || (name == chosen && !areOptional)
        properties.append(
            Schema.Property(
                name: name,
                // As null a field counts as absent.
                schema: isRequired ? schema : schema.orNull,
                isRequired: isRequired,
                details: details
            )
        )
    }

    mutating func choose(of names: [String], areOptional: Bool) {
        alternatives = names
        self.areOptional = areOptional
    }

    mutating func requireChange() { requiresChange = true }
}
