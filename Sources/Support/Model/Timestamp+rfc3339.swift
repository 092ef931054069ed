import Text

extension Timestamp {
    /// A time with a zone, in the form of RFC 3339, section 5.6; digits beyond microseconds are
    /// dropped.
    ///
    /// Nil for a day that the calendar does not have, and for a time outside the years 1 to 9999 of
    /// UTC, which could not be written back. A leap second counts as the next second.
    package init?(rfc3339 text: String) {
        var scanner = DigitScanner(Array(text.utf8))
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), (1...12).contains(month), scanner.take("-"),
            let day = scanner.number(digits: 2), day >= 1, day <= Self.days(of: month, in: year),
            scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.number(digits: 2), hour <= 23, scanner.take(":"),
            let minute = scanner.number(digits: 2), minute <= 59, scanner.take(":"),
            let second = scanner.number(digits: 2), second <= 60, year >= 1
        else { return nil }
        guard let fraction = scanner.take(".") ? scanner.microseconds() : 0,
            let offset = scanner.zoneMinutes(), scanner.isAtEnd
        else { return nil }
        let minutes = (Self.dayNumber(year, month, day) * 24 + hour) * 60 + minute - offset
        let seconds = minutes * 60 + second
        guard seconds >= Self.dayNumber(1, 1, 1) * 86_400,
            seconds < Self.dayNumber(10_000, 1, 1) * 86_400
        else { return nil }
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    private static func days(of month: Int64, in year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    /// Days since 1970-01-01.
    ///
    /// Years begin in March here, so that the leap day is a year's last.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

private struct DigitScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: letter) else { return false }
        index += 1
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The digits after the point, at least one, as millionths.
    mutating func microseconds() -> Int64? {
        guard var value = digit() else { return nil }
        var count = 1
        while let next = digit() {
            if count < 6 {
                value = value * 10 + next
                count += 1
            }
        }
        for _ in count..<6 { value *= 10 }
        return value
    }

    /// `Z` or an offset such as `+03:00`, in minutes.
    mutating func zoneMinutes() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = number(digits: 2), hours <= 23, take(":"),
            let minutes = number(digits: 2), minutes <= 59
        else { return nil }
        return (hours * 60 + minutes) * (isNegative ? -1 : 1)
    }

    private mutating func digit() -> Int64? {
        guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
        defer { index += 1 }
        return Int64(bytes[index] - 0x30)
    }
}

extension Timestamp {
    /// The first moment of this month, UTC.
    package var startOfMonth: Timestamp {
        var text: [UInt8] = []
        TimestampText.append(microseconds, to: &text)
        let month = String(decoding: text.prefix("2026-01".count), as: UTF8.self)
        return Timestamp(rfc3339: month + "-01T00:00:00Z") ?? self
    }
}
