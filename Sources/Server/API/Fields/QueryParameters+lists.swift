import Model
import Queries

extension QueryParameters {
    /// `skip` and `limit`, with their defaults.
    mutating func page() -> Page {
        let skip = optionalInteger("skip", 0...Int64(Page.maximumSkip)) ?? 0
        let limit =
            optionalInteger("limit", 1...Int64(Page.maximumLimit)) ?? Int64(Page.defaultLimit)
        return Page(skip: Int(skip), limit: Int(limit)) ?? .first
    }

    /// `name`, the beginning of a user name, in lower case; nil for all users.
    mutating func namePrefix() -> String? {
        guard let text = optionalText("name"), !text.isEmpty else { return nil }
        if let complaint = TextRule.usernameBeginning.complaint(text) {
            wrong("name", complaint)
            return nil
        }
        return NormalForm.username(text)
    }

    /// `outcome`, or all.
    mutating func outcome() -> CommandFilter {
        guard let text = optionalText("outcome") else { return .all }
        guard let filter = CommandFilter(rawValue: text) else {
            wrong("outcome", "must be all, done, refused or failed")
            return .all
        }
        return filter
    }

    /// `status` of transfers; nil for all.
    mutating func status() -> TransactionStatus? {
        guard let text = optionalText("status") else { return nil }
        let status = TransactionStatus(rawValue: text)
        if status == nil { wrong("status", "must be pending, posted, voided, expired or reversed") }
        return status
    }

    /// `currency`, or the default one.
    mutating func currency(default standard: Currency) -> Currency {
        guard let text = optionalText("currency") else { return standard }
        guard let currency = Currency(text), CurrencyDigits.of(currency) != nil else {
            wrong("currency", "must be an ISO 4217 code in capital letters, such as RUB")
            return standard
        }
        return currency
    }
}
