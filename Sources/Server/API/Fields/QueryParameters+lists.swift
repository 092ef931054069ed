import EventStore
import Model
import Queries

/// Parameters that several questions have.
extension QueryParameters {
    /// `skip` and `limit`, with their defaults.
    mutating func page() -> Page {
        notePage()
        let skip = optionalInteger(
            "skip",
            0...Int64(Page.maximumSkip),
            "How many to leave out; 0 if absent."
        )
        return Page(skip: Int(skip ?? 0), limit: limit()) ?? .first
    }

    /// `limit`, or the default one.
    mutating func limit() -> Int {
        let limit = optionalInteger(
            "limit",
            1...Int64(Page.maximumLimit),
            example: Int64(Page.defaultLimit),
            "How many at most; \(Page.defaultLimit) if absent."
        )
        return limit.map(Int.init) ?? Page.defaultLimit
    }

    /// `currency`, or the default one.
    mutating func currency(default standard: Currency) -> Currency {
        let text = optionalText("currency", .currency, "The default currency if absent.")
        guard let text else { return standard }
        guard let currency = Currency(text), CurrencyDigits.of(currency) != nil else {
            wrong("currency", "must be an ISO 4217 code in capital letters, such as RUB")
            return standard
        }
        return currency
    }

    /// `name`, the beginning of a user name, in lower case; nil for all users.
    mutating func namePrefix() -> String? {
        let text = optionalText(
            "name",
            .string(TextRule.usernameBeginning.schema(nil)),
            "How the user name begins, in any letter case; all users if absent."
        )
        guard let text, !text.isEmpty else { return nil }
        if let complaint = TextRule.usernameBeginning.complaint(text) {
            wrong("name", complaint)
            return nil
        }
        return NormalForm.username(text)
    }
}

/// Places in the log.
extension QueryParameters {
    /// `history`, the epoch that positions of the query belong to; if it is not given, that of the
    /// caller's token.
    ///
    /// Nil for the log's first epoch.
    package mutating func epoch(of identity: Identity?) -> EpochID? {
        let text = optionalText(
            "history",
            .epoch,
            """
            The `Tally-History` that positions of this query belong to; that of the token if absent, \
            or else the log's first.
            """
        )
        guard let text else { return identity?.issuedAt.epoch }
        let epoch = EpochID(text: text.utf8)
        if epoch == nil { wrong("history", "must be a Tally-History, such as 5f3a9c1e") }
        return epoch
    }

    /// `min_position`, nil if it is not given.
    package mutating func minimum(in epoch: EpochID?) -> LogPlace? {
        optionalInteger(
            "min_position",
            0...Int64.max,
            example: 1_204,
            "Answer only once the read model has reached this position."
        ).map { LogPlace(LogPosition($0), in: epoch) }
    }

    /// `last_event_id`, the id of a frame of the feed; nil if it is not given.
    mutating func lastEventID() -> LogPlace? {
        let text = optionalText(
            "last_event_id",
            .feedID,
            "The same as the header, for tools that can't send one."
        )
        guard let text else { return nil }
        let place = LogPlace(text: text.utf8, separator: FeedID.separator)
        if place == nil { wrong("last_event_id", FeedID.form) }
        return place
    }
}

/// How the id of a frame of the feed is written.
package enum FeedID {
    /// Between the position and the epoch.
    package static let separator: Unicode.Scalar = "-"
    /// How a complaint about an id ends.
    package static let form = "must be the id of a frame, such as 1204-5f3a9c1e"
}
