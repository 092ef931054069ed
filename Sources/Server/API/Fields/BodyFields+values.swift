import Model
import Text

/// How single values are read.
extension BodyFields {
    mutating func readText(_ name: String, _ rule: TextRule) -> String? {
        guard let text = readString(name) else { return nil }
        guard let complaint = rule.complaint(text) else { return text }
        wrong(name, complaint)
        return nil
    }

    /// Any text but one with U+0000, which PostgreSQL's text type does not have.
    private mutating func readString(_ name: String) -> String? {
        switch take(name) {
        case nil: return nil
        case .string(let text):
            if !text.utf8.contains(0) { return text }
            wrong(name, "must not hold the character U+0000")
        case .some(let value): wrong(name, "must be a string, not \(value.kind)")
        }
        return nil
    }

    mutating func readInteger(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64? {
        guard let value = take(name) else { return nil }
        if case .integer(let number) = value, bounds.contains(number) { return number }
        let least = bounds.lowerBound
        wrong(
            name,
            bounds.upperBound == .max
                ? "must be a whole number of \(least) or more"
                : "must be a whole number from \(least) to \(bounds.upperBound)"
        )
        return nil
    }

    mutating func readCurrency(_ name: String) -> Currency? {
        guard let code = readString(name) else { return nil }
        if let currency = Currency(code), CurrencyDigits.of(currency) != nil { return currency }
        wrong(name, "must be an ISO 4217 code in capital letters, such as RUB")
        return nil
    }

    mutating func readAmount(_ name: String, _ currency: Currency) -> Int64? {
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

    mutating func readTime(_ name: String) -> Timestamp? {
        guard let text = readString(name) else { return nil }
        if let time = Timestamp(rfc3339: text) { return time }
        wrong(name, "must be a time such as 2030-01-31T18:00:00Z (RFC 3339)")
        return nil
    }
}

/// Arrays.
extension BodyFields {
    /// The objects of an array, each read by `body`.
    mutating func objects<Element>(
        _ name: String,
        count bounds: ClosedRange<Int>,
        _ body: (inout BodyFields) -> Element
    ) -> [Element] {
        if recording != nil {
            var element = BodyFields(recorder: BodyRecording())
            _ = body(&element)
            note(name, .array(.object(element.recording?.properties ?? []), count: bounds))
        }
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
            add(fields.errors)
        }
        return elements
    }

    /// The UUIDs of an array; each may be there more than once.
    mutating func uuids(_ name: String, count bounds: ClosedRange<Int>) -> [UUID128] {
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
