import EventStore
import Events
import Model
import Queries

extension QueryParameters {
    /// `stream`, `type`, `before`, `after` and `limit`.
    package mutating func logSearch() -> LogSearch {
        let limit =
            optionalInteger("limit", 1...Int64(Page.maximumLimit)) ?? Int64(Page.defaultLimit)
        return LogSearch(
            streams(),
            type: eventType(),
            direction: direction(),
            limit: Int(limit)
        )
    }

    private mutating func streams() -> LogSearch.Streams {
        guard let text = optionalText("stream") else { return .all }
        if let kind = StreamKind.allCases.first(where: { "\($0.prefix)*" == text }) {
            return .kind(kind)
        }
        guard let stream = StreamID(name: text) else {
            let kinds = StreamKind.allCases.map { "\($0.prefix)*" }.joined(separator: ", ")
            wrong("stream", "must be one stream such as account-42, or a kind of streams: \(kinds)")
            return .all
        }
        return .one(stream)
    }

    private mutating func eventType() -> EventType? {
        guard let text = optionalText("type") else { return nil }
        let types = EventType.allCases
        guard let type = types.first(where: { $0.rawValue == text }) else {
            let names = types.map(\.rawValue).sorted().joined(separator: ", ")
            wrong("type", "must be one of \(names)")
            return nil
        }
        return type
    }

    private mutating func direction() -> LogSearch.Direction {
        let before = optionalInteger("before", 1...Int64.max)
        let after = optionalInteger("after", 0...Int64.max)
        guard let after else { return .back(before: before.map(LogPosition.init)) }
        if before != nil { wrong("after", "must not be given together with before") }
        return .forth(after: LogPosition(after))
    }
}
