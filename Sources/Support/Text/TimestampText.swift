/// Times as text, by integers alone: PostgreSQL's ISO style in, RFC 3339 out.
///
/// UTC only.
package enum TimestampText {
    /// Microseconds since 1970 of `2024-05-06 07:08:09.123456+00`; nil for anything else.
    package static func microseconds(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count >= 22, text[4] == UInt8(ascii: "-"), text[10] == UInt8(ascii: " "),
            text[text.count - 3] == UInt8(ascii: "+"), text[text.count - 2] == UInt8(ascii: "0"),
            text[text.count - 1] == UInt8(ascii: "0"),
            let year = number(text, 0..<4), let month = number(text, 5..<7),
            let day = number(text, 8..<10), let hour = number(text, 11..<13),
            let minute = number(text, 14..<16), let second = number(text, 17..<19)
        else { return nil }
        var fraction: Int64 = 0
        if text[19] == UInt8(ascii: ".") {
            let digits = 20..<text.count - 3
            guard let value = number(text, digits), digits.count <= 6 else { return nil }
            fraction = (digits.count..<6).reduce(value) { scaled, _ in scaled * 10 }
        } else if text.count != 22 {
            return nil
        }
        let days = daysSince1970(year: year, month: month, day: day)
        return ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + fraction
    }

    /// Appends `2024-05-06T07:08:09.123456Z`, without the fraction if it is zero.
    ///
    /// Years 1 to 9999.
    package static func append(_ microseconds: Int64, to bytes: inout [UInt8]) {
        let (seconds, fraction) = floored(microseconds, by: 1_000_000)
        append(seconds: seconds, to: &bytes)
        if fraction != 0 {
            bytes.append(UInt8(ascii: "."))
            appendDigits(fraction, 6, &bytes)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    /// Returns `2024-05-06T07:08:09.123Z`, as logs have it.
    package static func milliseconds(_ microseconds: Int64) -> String {
        var bytes: [UInt8] = []
        let (seconds, fraction) = floored(microseconds, by: 1_000_000)
        append(seconds: seconds, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        appendDigits(fraction / 1_000, 3, &bytes)
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(seconds: Int64, to bytes: inout [UInt8]) {
        let (days, rest) = floored(seconds, by: 86_400)
        let date = civil(days)
        appendDigits(date.year, 4, &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendDigits(date.month, 2, &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendDigits(date.day, 2, &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendDigits(rest / 3600, 2, &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendDigits(rest / 60 % 60, 2, &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendDigits(rest % 60, 2, &bytes)
    }

    private static func number(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int64? {
        guard !range.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in text[range] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func appendDigits(_ value: Int64, _ count: Int, _ bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    private static func floored(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let rest = value % divisor
        return rest < 0 ? (value / divisor - 1, rest + divisor) : (value / divisor, rest)
    }

    /// Days of the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date
    /// algorithms": eras of 400 years that begin on 1 March).
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floored(shifted, by: 400).0
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
