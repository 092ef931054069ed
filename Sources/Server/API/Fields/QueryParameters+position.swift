import EventStore
import Events
import Model

extension QueryParameters {
    /// `history`, the epoch that positions of the query are of, or that of the caller's token; nil for the
    /// first.
    package mutating func epoch(of identity: Identity?) -> EpochID? {
        guard let text = optionalText("history") else { return identity?.issuedAt.epoch }
        let epoch = EpochID(text: text.utf8)
        if epoch == nil { wrong("history", "must be a Tally-History, such as 5f3a9c1e") }
        return epoch
    }

    /// `min_position`, nil if it is not given.
    package mutating func minimum(in epoch: EpochID?) -> LogPlace? {
        optionalInteger("min_position", 0...Int64.max).map { LogPlace(LogPosition($0), in: epoch) }
    }
}
