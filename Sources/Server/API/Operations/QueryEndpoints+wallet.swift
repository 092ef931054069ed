import Events
import Model
import Queries
import Settings

extension QueryEndpoints {
    /// What a user has now, or had at a position or time.
    static func balances(of user: UserID, _ parameters: inout QueryParameters) -> Question {
        guard let asOf = parameters.asOf() else { return .balances(user) }
        return .balancesAsOf(user, asOf)
    }

    /// From the start of this month, UTC, to now unless told otherwise.
    static func period(
        _ parameters: inout QueryParameters,
        _ context: QueryContext
    ) -> StatementPeriod {
        let now = Timestamp(microseconds: context.sources.now())
        let currency = parameters.currency(default: context.sources.configuration.currency)
        let from = parameters.timeOrDay("from") ?? now.startOfMonth
        let to = parameters.timeOrDay("to")
        if let to, to < from { parameters.wrong("to", "must not be before from") }
        return StatementPeriod(
            currency: currency,
            digits: CurrencyDigits.of(currency) ?? 0,
            from: from.microseconds,
            to: to?.microseconds,
            format: parameters.statementFormat()
        )
    }
}

extension QueryParameters {
    /// `days` of a report, a week unless told otherwise.
    mutating func days() -> Int {
        Int(optionalInteger("days", 1...366) ?? 7)
    }

    /// `at`: digits are a position, everything else is a time; nil if it is not given.
    ///
    /// Whether it lies ahead is found out later, from the log's end and time.
    fileprivate mutating func asOf() -> AsOf? {
        guard let text = optionalText("at") else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let position = Int64(text)
        {
            return .position(LogPosition(position))
        }
        guard let time = Timestamp(rfc3339: text) else {
            wrong("at", "must be a position or a time such as 2026-01-31T12:00:00Z")
            return nil
        }
        return .time(time.microseconds)
    }

    /// A time, or a day such as 2026-01-31, which means its start.
    fileprivate mutating func timeOrDay(_ name: String) -> Timestamp? {
        guard let text = optionalText(name) else { return nil }
        let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z")
        if time == nil {
            wrong(name, "must be a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z")
        }
        return time
    }

    fileprivate mutating func statementFormat() -> StatementPeriod.Format {
        switch optionalText("format") {
        case nil, "json": return .json
        case "csv": return .csv
        case .some:
            wrong("format", "must be json or csv")
            return .json
        }
    }
}
