import Model
import Queries
import Text

/// Which transfers are asked for.
extension QueryParameters {
    /// `status`, `from`, `to`, `type`, `direction`, `counterparty`, `currency`, `min_amount`,
    /// `max_amount` and `memo`; each that is absent leaves its property open.
    mutating func transactionFilter(default standard: Currency) -> TransactionFilter {
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
        return filter
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

/// A filter as it is asked for, for the address of the next page.
extension TransactionFilter {
    var parameters: [(name: String, value: String?)] {
        [
            ("status", status?.rawValue), ("from", from.map(Self.text)), ("to", to.map(Self.text)),
            ("type", type), ("direction", direction?.rawValue),
            ("counterparty", counterparty?.name), ("currency", currency?.code),
            ("min_amount", least.map { String($0) }), ("max_amount", most.map { String($0) }),
            ("memo", memo),
        ]
    }

    private static func text(_ time: Int64) -> String {
        var text: [UInt8] = []
        TimestampText.append(time, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// Writes the query of an address.
enum QueryText {
    /// `name=value` of the parameters that have a value, with `&` between them; values are
    /// percent-encoded (RFC 3986, section 2.3).
    static func of(_ parameters: [(name: String, value: String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
            .joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes += hexadecimal([byte]).uppercased().utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
