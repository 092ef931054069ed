import Model
import Queries

/// Which transfers are asked for.
extension QueryParameters {
    /// `status`, `from`, `to`, `type`, `direction`, `counterparty`, `currency`, `min_amount`,
    /// `max_amount`, `memo` and `reference`; each that is absent leaves its property open.
    package mutating func transactionFilter(default standard: Currency) -> TransactionFilter {
        var filter = TransactionFilter(
            status: optionalWord("status", "Only those with this status; all if absent.")
        )
        let day = "2030-01-01"
        filter.from =
            timeOrDay("from", example: day, "Those of this day or time, and later.")?
            .microseconds
        filter.to = timeOrDay("to", example: day, "Those before this day or time.")?.microseconds
        if let from = filter.from, let to = filter.to, to < from {
            wrong("to", "must not be before from")
        }
        filter.type = oneOf("type", Listing.transferTypes, "Those of this type.")
        filter.direction = optionalWord("direction", "`in`: those received; `out`: those sent.")
        filter.counterparty = counterparty()
        filter.currency = currency("Those in this currency.")
        let unit = filter.currency ?? standard
        filter.least = amount("min_amount", unit, "Those of this amount or more, in `currency`.")
        filter.most = amount("max_amount", unit, "Those of this amount or less, in `currency`.")
        if let least = filter.least, let most = filter.most, most < least {
            wrong("max_amount", "must not be less than min_amount")
        }
        filter.memo = memo()
        filter.reference = reference()
        return filter
    }

    /// `reference`, nil if it is not given.
    package mutating func reference() -> String? {
        let text = optionalText(
            "reference",
            .string(TextRule.reference.schema(nil)),
            "Those with exactly this reference."
        )
        guard let text else { return nil }
        if let complaint = TextRule.reference.complaint(text) { wrong("reference", complaint) }
        return text
    }

    private mutating func counterparty() -> TransactionFilter.Counterparty? {
        let text = optionalText(
            "counterparty",
            .text("bob", length: 1...50),
            "Those with this account on the other side: its name as shown, or its id."
        )
        guard let text else { return nil }
        guard (1...50).contains(text.utf8.count), !text.utf8.contains(0) else {
            wrong("counterparty", "must be a name or an account id of 1 to 50 characters")
            return nil
        }
        return TransactionFilter.Counterparty(id: Int64(text), name: text)
    }

    private mutating func memo() -> String? {
        let text = optionalText(
            "memo",
            .text("lunch", length: 1...200),
            "Those with this text in their memo, in any letter case."
        )
        guard let text else { return nil }
        if text.isEmpty { wrong("memo", "must not be empty") }
        if let complaint = TextRule.memo.complaint(text) { wrong("memo", complaint) }
        return text
    }
}
