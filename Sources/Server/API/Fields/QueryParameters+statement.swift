import Model
import Queries

/// Parameters about the past.
extension QueryParameters {
    /// `at`: digits are a position, everything else is a time; nil if it is not given.
    ///
    /// The query finds out later, from the log's end and time, whether it lies ahead.
    package mutating func asOf() -> AsOf? {
        let text = optionalText(
            "at",
            .any([
                .text("1204", pattern: "^[0-9]{1,18}$"), .text("2030-01-01", format: "date"), .time,
            ]),
            """
            A position of the log, or a time, by which deadlines are judged; a day means its start, UTC. \
            One that lies ahead, or beyond the log's end, is refused (422).
            """
        )
        guard let text else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let position = Int64(text)
        {
            return .position(LogPosition(position))
        }
        return time(text, "at", or: "a position, ").map { .time($0.microseconds) }
    }

    /// `currency`, `from`, `to` and `format`: from the start of this month, UTC, to now if they are
    /// absent.
    package mutating func statementPeriod(
        default standard: Currency,
        now: () -> Int64
    ) -> StatementPeriod {
        let currency = currency(default: standard)
        let from = timeOrDay(
            "from",
            example: "2030-01-01",
            "A date or a time; the start of this month if absent."
        )
        let start = from ?? Timestamp(microseconds: now()).startOfMonth
        let to = timeOrDay(
            "to",
            example: "2030-02-01",
            "A date or a time, exclusive; now if absent or ahead, and `to` says when that was."
        )
        if let to, to < start { wrong("to", "must not be before from") }
        let format: StatementFormat? = optionalWord("format", "`json` if absent.")
        let form = csvForm()
        return StatementPeriod(
            currency: currency,
            digits: CurrencyDigits.of(currency) ?? 0,
            from: start.microseconds,
            to: to?.microseconds,
            format: format == .csv ? .csv(form) : .json
        )
    }

    /// `available`, `from` and `to`: which slots.
    package mutating func slotFilter() -> SlotFilter {
        var filter = SlotFilter()
        filter.onlyAvailable = flag("available", "`true` leaves full slots out.")
        let from = timeOrDay(
            "from",
            example: "2030-01-01",
            "Those that start on this date or at this time, and later."
        )
        let to = timeOrDay("to", example: "2030-02-01", "Those that start before it.")
        if let from, let to, to < from { wrong("to", "must not be before from") }
        filter.from = from?.microseconds
        filter.to = to?.microseconds
        return filter
    }

    private enum StatementFormat: String, CaseIterable {
        case json
        case csv
    }

    /// `separator`, `decimal` and `bom`: how a CSV file is written.
    private mutating func csvForm() -> CSVForm {
        let standard = CSVForm.standard
        return CSVForm(
            separator: optionalWord(
                "separator",
                "Between the cells of a CSV file; a comma if absent."
            ) ?? standard.separator,
            decimal: optionalWord(
                "decimal",
                "Before the fraction of an amount in a CSV file; a point if absent."
            ) ?? standard.decimal,
            hasMark: oneOf(
                "bom",
                ["0", "1"],
                "`1`: a CSV file begins with the mark by which some programs recognise UTF-8."
            ) == "1"
        )
    }

    /// A time, or a day such as 2026-01-31, which means its start.
    mutating func timeOrDay(
        _ name: String,
        example: String,
        _ details: String
    ) -> Timestamp? {
        guard
            let text = optionalText(name, .any([.text(example, format: "date"), .time]), details)
        else { return nil }
        return time(text, name)
    }

    private mutating func time(
        _ text: String,
        _ name: String,
        or others: String = ""
    ) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") {
            return time
        }
        // In a query, a plus sign stands for a blank.
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        if parts.count > 1, Timestamp(rfc3339: parts.joined(separator: "+")) != nil {
            wrong(name, "has a blank where the offset begins: write its plus sign as %2B")
            return nil
        }
        wrong(
            name,
            "must be \(others)a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z"
        )
        return nil
    }
}
