import Events
import HTTP
import Model
import Postgres
import Text

/// The fields of a JSON object that a client sent, taken one after the other.
///
/// Each taker records what is wrong and answers a placeholder, so that all mistakes are told at
/// once by `finish`.
package struct BodyFields {
    /// A name and what was sent for it.
    package struct Field {
        let name: String
        let value: JSONValue
    }

    private var members: [Field]
    /// `items[0].` within an array, else empty.
    private let prefix: String
    package private(set) var errors: [Problem.FieldError] = []

    package init(_ members: [Field], prefix: String = "") {
        self.members = members
        self.prefix = prefix
    }

    /// Whether the field is there; null counts as absent.
    func has(_ name: String) -> Bool {
        members.contains { $0.name == name && $0.value != .null }
    }

    /// Whether the field is there as a string.
    func isText(_ name: String) -> Bool {
        members.contains { member in
            if case .string = member.value { member.name == name } else { false }
        }
    }

    /// Whether the field is there as null.
    func isNull(_ name: String) -> Bool {
        members.contains { $0.name == name && $0.value == .null }
    }

    package mutating func text(_ name: String, _ rule: TextRule) -> String {
        optionalText(name, rule) ?? missing(name, "")
    }

    /// Nil if the field is absent, or wrong and recorded so.
    package mutating func optionalText(_ name: String, _ rule: TextRule) -> String? {
        switch take(name) {
        case nil: return nil
        case .string(let text):
            // PostgreSQL's text has no U+0000, whatever a rule may allow.
            let zero = text.utf8.contains(0) ? "must not hold the character U+0000" : nil
            guard let complaint = zero ?? rule.complaint(text) else { return text }
            wrong(name, complaint)
        case .some(let value): wrong(name, "must be a string, not \(value.kind)")
        }
        return nil
    }

    mutating func integer(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64 {
        optionalInteger(name, bounds) ?? missing(name, bounds.lowerBound)
    }

    mutating func optionalInteger(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64? {
        guard let value = take(name) else { return nil }
        guard case .integer(let number) = value, bounds.contains(number) else {
            let least = bounds.lowerBound
            wrong(
                name,
                bounds.upperBound == .max
                    ? "must be a whole number of \(least) or more"
                    : "must be a whole number from \(least) to \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    /// The id of something that exists or not: a positive whole number.
    mutating func identifier(_ name: String) -> Int64 { integer(name, 1...Int64.max) }

    /// `currency`, or the default one.
    mutating func currency(default standard: Currency) -> Currency {
        optionalCurrency("currency") ?? standard
    }

    mutating func currency(_ name: String) -> Currency {
        optionalCurrency(name) ?? missing(name, .rub)
    }

    private mutating func optionalCurrency(_ name: String) -> Currency? {
        guard let code = optionalText(name, TextRule { _ in nil }) else { return nil }
        guard let currency = Currency(code), CurrencyDigits.of(currency) != nil else {
            wrong(name, "must be an ISO 4217 code in capital letters, such as RUB")
            return nil
        }
        return currency
    }

    /// An amount above zero: minor units, or an exact decimal string.
    mutating func amount(_ name: String, _ currency: Currency) -> Int64 {
        optionalAmount(name, currency) ?? missing(name, 1)
    }

    mutating func optionalAmount(_ name: String, _ currency: Currency) -> Int64? {
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

    /// A point in time in RFC 3339, nil if absent.
    mutating func optionalTime(_ name: String) -> Timestamp? {
        guard let text = optionalText(name, TextRule { _ in nil }) else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            wrong(name, "must be a time such as 2030-01-31T18:00:00Z (RFC 3339)")
            return nil
        }
        return time
    }

    /// The objects of an array, each read by `body`.
    mutating func objects<Element>(
        _ name: String,
        count bounds: ClosedRange<Int>,
        _ body: (inout BodyFields) -> Element
    ) -> [Element] {
        guard let value = take(name) else { return missing(name, []) }
        guard case .array(let values) = value, bounds.contains(values.count) else {
            wrong(
                name,
                "must be an array of \(bounds.lowerBound) to \(bounds.upperBound) objects"
            )
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
            errors += fields.errors
        }
        return elements
    }

    /// Records that a change changes nothing, unless something else is wrong already.
    mutating func requireSomething(of names: [String]) {
        guard errors.isEmpty else { return }
        wrong(names.joined(separator: ", "), "are all absent: nothing would change")
    }

    /// Records a rule that several fields break together.
    package mutating func wrong(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(field: prefix + name, detail: detail))
    }

    /// Throws all that was found, fields that nobody took included.
    package mutating func finish() throws(Problem) {
        refuseUnknown()
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    private mutating func refuseUnknown() {
        for member in members { wrong(member.name, "is not a field of this request") }
        members = []
    }

    /// The field's value, which counts as known from then on; nil if it is absent or null.
    mutating func take(_ name: String) -> JSONValue? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        let value = members.remove(at: index).value
        return value == .null ? nil : value
    }

    /// A placeholder for a required field; an error unless one was recorded when it was taken.
    mutating func missing<Value>(_ name: String, _ placeholder: Value) -> Value {
        if !errors.contains(where: { $0.field == prefix + name }) { wrong(name, "is required") }
        return placeholder
    }
}
