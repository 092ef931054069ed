import Commands
import HTTP
import Model
import Text

/// The fields of a JSON object that a client sent, taken one after the other.
///
/// Each taker records what is wrong and returns a placeholder, so that `finish` reports all mistakes
/// at once. A recorder has no fields: its takers note what they ask for, for the documents.
package struct BodyFields {
    /// A name and what was sent for it.
    package struct Field {
        let name: String
        let value: JSONValue
    }

    private var members: [Field]
    /// `items[0].` within an array, else empty.
    let prefix: String
    private(set) var errors: [Problem.FieldError] = []
    /// Nil while a request is read.
    private(set) var recording: BodyRecording?

    init(_ members: [Field], prefix: String = "") {
        self.members = members
        self.prefix = prefix
    }

    /// Notes what is asked for instead of reading it.
    init(recorder recording: BodyRecording) {
        members = []
        prefix = ""
        self.recording = recording
    }

    /// Throws everything that was found, fields that nobody took included.
    package mutating func finish() throws(Problem) {
        refuseUnknown()
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    // MARK: Takers

    mutating func text(
        _ name: String,
        _ rule: TextRule,
        example: String? = nil,
        _ details: String? = nil
    ) -> String {
        note(name, .string(rule.schema(example)), details)
        return readText(name, rule) ?? missing(name, "")
    }

    /// Nil if the field is absent, or wrong and recorded so.
    mutating func optionalText(
        _ name: String,
        _ rule: TextRule,
        example: String? = nil,
        _ details: String? = nil
    ) -> String? {
        note(name, .string(rule.schema(example)), isRequired: false, details)
        return readText(name, rule)
    }

    mutating func integer(
        _ name: String,
        _ bounds: ClosedRange<Int64>,
        example: Int64? = nil,
        _ details: String? = nil
    ) -> Int64 {
        note(name, .integer(bounds, example: example ?? bounds.lowerBound), details)
        return readInteger(name, bounds) ?? missing(name, bounds.lowerBound)
    }

    mutating func optionalInteger(
        _ name: String,
        _ bounds: ClosedRange<Int64>,
        example: Int64? = nil,
        _ details: String? = nil
    ) -> Int64? {
        let schema = Schema.integer(bounds, example: example ?? bounds.lowerBound)
        note(name, schema, isRequired: false, details)
        return readInteger(name, bounds)
    }

    /// The id of something that exists or not: a positive whole number.
    mutating func identifier(_ name: String) -> Int64 {
        integer(name, 1...Int64.max, example: 42)
    }

    /// `currency`, or the default one.
    mutating func currency(default standard: Currency, _ details: String? = nil) -> Currency {
        note("currency", .currency, isRequired: false, details)
        return readCurrency("currency") ?? standard
    }

    mutating func currency(_ name: String, example: String = "RUB") -> Currency {
        note(name, .currency(example))
        return readCurrency(name) ?? missing(name, .rub)
    }

    /// An amount above zero: minor units, or an exact decimal string.
    mutating func amount(
        _ name: String,
        _ currency: Currency,
        _ details: String? = nil
    ) -> Int64 {
        note(name, .amount, details)
        return readAmount(name, currency) ?? missing(name, 1)
    }

    mutating func optionalAmount(
        _ name: String,
        _ currency: Currency,
        _ details: String? = nil
    ) -> Int64? {
        note(name, .amount, isRequired: false, details)
        return readAmount(name, currency)
    }

    /// A point in time in RFC 3339, nil if absent.
    mutating func optionalTime(_ name: String) -> Timestamp? {
        note(name, .time, isRequired: false)
        return readTime(name)
    }

    /// A point in time, or null to remove it.
    mutating func changedTime(_ name: String) -> Change<Timestamp> {
        note(name, .nullable(.time), isRequired: false)
        let isNull = members.contains { $0.name == name && $0.value == .null }
        return isNull ? .clear : readTime(name).map { .set($0) } ?? .keep
    }

    // MARK: What takers are made of

    /// Whether the field is there, null being absent; a recorder has the field that is chosen of the
    /// alternatives.
    func has(_ name: String) -> Bool {
        if let recording { return recording.chosen == name }
        return members.contains { $0.name == name && $0.value != .null }
    }

    /// Whether the field is there as a string.
    func isText(_ name: String) -> Bool {
        members.contains { member in
            if case .string = member.value { member.name == name } else { false }
        }
    }

    /// Records a rule that one field breaks, or several together.
    mutating func wrong(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(field: prefix + name, detail: detail))
    }

    /// Adds the mistakes of an object within this one.
    mutating func add(_ others: [Problem.FieldError]) { errors += others }

    /// The field's value, which counts as known from then on; nil if it is absent or null.
    mutating func take(_ name: String) -> JSONValue? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        let value = members.remove(at: index).value
        return value == .null ? nil : value
    }

    /// A placeholder for a required field; an error unless one was recorded when it was taken.
    package mutating func missing<Value>(_ name: String, _ placeholder: Value) -> Value {
        if !errors.contains(where: { $0.field == prefix + name }) { wrong(name, "is required") }
        return placeholder
    }

    /// Makes every field that nobody took an error.
    mutating func refuseUnknown() {
        for member in members { wrong(member.name, "is not a field of this request") }
        members = []
    }

    /// Has the recorder show the field; nothing happens while a request is read.
    mutating func note(
        _ name: String,
        _ schema: @autoclosure () -> Schema,
        isRequired: Bool = true,
        _ details: String? = nil
    ) {
        guard recording != nil else { return }
        recording?.add(name, schema(), isRequired: isRequired, details)
    }

    /// Changes the recorder, if this is one.
    mutating func record(_ change: (inout BodyRecording) -> Void) {
        guard var changed = recording else { return }
        change(&changed)
        recording = changed
    }
}
