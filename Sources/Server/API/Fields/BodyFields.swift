import Commands
import HTTP
import Model
import Text

/// The fields of a JSON object that a client sent, taken one after the other.
///
/// Each taker records what is wrong and returns a placeholder, so that `finish` reports all
/// mistakes at once. A recorder has no fields: its takers note what they ask for, for the
/// documents.
package struct BodyFields {
    /// A name and what was sent for it.
    package struct Field {
        let name: String
        let value: JSONValue
    }

    private(set) var members: [Field]
    /// `items[0].` within an array, else empty.
    let prefix: String
    package private(set) var errors: [Problem.FieldError] = []
    /// Nil while a request is read.
    package private(set) var recording: BodyRecording?
    /// An array that is read element by element, if there is one.
    var array: ArrayText?

    init(_ members: [Field], prefix: String = "") {
        self.members = members
        self.prefix = prefix
    }

    /// Notes what is asked for instead of reading it.
    package init(recorder recording: BodyRecording) {
        members = []
        prefix = ""
        self.recording = recording
    }

    package init(_ object: JSONObject) {
        self.init(object.members.map { Field(name: $0.name, value: $0.value) })
    }

    /// The fields of a JSON object; none for an empty body.
    package init(json request: borrowing Request) throws(Problem) {
        guard !request.body.isEmpty else {
            self.init([])
            return
        }
        try request.requireJSON()
        do throws(JSONError) {
            self.init(try JSONObject(request.body))
        } catch {
            throw .notAnObject(error)
        }
    }

    /// Throws everything that was found, fields that nobody took included.
    package mutating func finish() throws(Problem) {
        refuseUnknown()
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    // MARK: Takers

    /// `currency`, or the default one.
    package mutating func currency(default standard: Currency, _ details: String? = nil) -> Currency
    {
        note("currency", .currency, isRequired: false, details)
        return readCurrency("currency") ?? standard
    }

    package mutating func currency(_ name: String, example: String = "RUB") -> Currency {
        note(name, .currency(example))
        return readCurrency(name) ?? missing(name, .rub)
    }

    /// An amount above zero: minor units, or an exact decimal string.
    package mutating func amount(
        _ name: String,
        _ currency: Currency,
        _ details: String? = nil
    ) -> Int64 {
        note(name, .amount, details)
        return readAmount(name, currency) ?? missing(name, 1)
    }

    package mutating func optionalAmount(
        _ name: String,
        _ currency: Currency,
        _ details: String? = nil
    ) -> Int64? {
        note(name, .amount, isRequired: false, details)
        return readAmount(name, currency)
    }

    private mutating func readCurrency(_ name: String) -> Currency? {
        guard let code = readString(name) else { return nil }
        if let currency = Currency(code), CurrencyDigits.of(currency) != nil { return currency }
        wrong(name, "must be an ISO 4217 code in capital letters, such as RUB")
        return nil
    }

    private mutating func readAmount(_ name: String, _ currency: Currency) -> Int64? {
        guard let value = take(name) else { return nil }
        do throws(Amount.Invalid) {
            switch value {
            case .integer(let number): return try Amount.positive(number)
            case .string(let text):
                let digits = CurrencyDigits.of(currency) ?? 2
                return try Amount.minorUnits(decimal: Array(text.utf8), digits: digits)
            case .null, .bool, .number, .array, .object:
                throw Amount.Invalid(
                    detail:
                        "must be a whole number of minor units or a decimal string such as \"12.50\""
                )
            }
        } catch {
            wrong(name, error.detail)
            return nil
        }
    }

    /// Any text but one with U+0000, which PostgreSQL's text type does not have.
    package mutating func readString(_ name: String) -> String? {
        switch take(name) {
        case nil: return nil
        case .string(let text):
            if !text.utf8.contains(0) { return text }
            wrong(name, "must not hold the character U+0000")
        case .some(let value): wrong(name, "must be a string, not \(value.kind)")
        }
        return nil
    }

    /// A text, or null to remove it.
    mutating func changedText(_ name: String, _ rule: TextRule) -> Change<String> {
        note(name, .nullable(.string(rule.schema(nil))), isRequired: false)
        guard !members.contains(where: { $0.name == name && $0.value == .null }) else {
            _ = take(name)
            return .clear
        }
        return readText(name, rule).map { .set($0) } ?? .keep
    }

    // MARK: What takers are made of

    /// Whether the field is there; a recorder has the field that is chosen of the alternatives.
    ///
    /// As null it counts as absent, but known: `finish` does not refuse it.
    package mutating func has(_ name: String) -> Bool {
        if let recording { return recording.chosen == name }
        if isGiven(name) { return true }
        _ = take(name)
        return false
    }

    /// Whether the field is there and not null, for those who only look at a request.
    package func isGiven(_ name: String) -> Bool {
        members.contains { $0.name == name && $0.value != .null }
    }

    /// Records a rule that one field breaks, or several together.
    package mutating func wrong(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(field: prefix + name, detail: detail))
    }

    /// Adds the mistakes of an object within this one.
    mutating func add(_ others: [Problem.FieldError]) { errors += others }

    /// The field's value, which counts as known from then on; nil if it is absent or null.
    mutating func take(_ name: String) -> JSONValue? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        let value = members.remove(at: index).value
        // A bare nil would be the JSON value null, which is not absent.
        return value == .null ? .none : value
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
    package mutating func note(
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

/// Reads amounts of money without a rounding step anywhere.
enum Amount {
    /// Why a text is not an amount, in words for the client.
    struct Invalid: Error, Equatable, CustomStringConvertible {
        let detail: String

        var description: String { detail }
    }

    /// A decimal such as `12.50` in units of the currency: digits, and at most as many after the
    /// point as the currency has.
    ///
    /// Above zero.
    static func minorUnits(decimal text: [UInt8], digits: Int) throws(Invalid) -> Int64 {
        var value: Int64 = 0
        var whole = 0
        var fraction: Int?
        for byte in text {
            if byte == UInt8(ascii: "."), fraction == nil, whole > 0 {
                fraction = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else {
                throw Invalid(detail: "must be a decimal such as \"12.50\": digits and one point")
            }
            if let count = fraction { fraction = count + 1 } else { whole += 1 }
            value = try appending(Int64(byte - 0x30), to: value)
        }
        guard whole > 0, fraction != 0 else {
            throw Invalid(detail: "must be a decimal such as \"12.50\": digits and one point")
        }
        let given = fraction ?? 0
        guard given <= digits else {
            throw Invalid(detail: "must have at most \(digits) digits after the point")
        }
        for _ in given..<digits { value = try appending(0, to: value) }
        return try positive(value)
    }

    static func positive(_ value: Int64) throws(Invalid) -> Int64 {
        guard value > 0 else { throw Invalid(detail: "must be more than zero") }
        return value
    }

    private static func appending(_ digit: Int64, to value: Int64) throws(Invalid) -> Int64 {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        guard !overflow, !carry else { throw Invalid(detail: "is too large") }
        return sum
    }
}
