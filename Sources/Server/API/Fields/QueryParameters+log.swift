import EventStore
import Events
import Model

/// Parameters of a search of the log.
extension QueryParameters {
    /// `stream`, `type`, `before`, `after` and `limit`.
    package mutating func logSearch() -> LogSearch {
        let streams = streams()
        let type = eventType()
        let direction = direction()
        return LogSearch(streams, type: type, direction: direction, limit: limit())
    }

    private mutating func streams() -> LogSearch.Streams {
        let text = optionalText(
            "stream",
            .text("account-42", length: 1...64),
            "One stream, or all of a kind: `account-*`."
        )
        guard let text else { return .all }
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
        let text = optionalText(
            "type",
            .words(EventType.allCases.map(\.rawValue)),
            "One type of event."
        )
        guard let text else { return nil }
        let types = EventType.allCases
        guard let type = types.first(where: { $0.rawValue == text }) else {
            let names = types.map(\.rawValue).sorted().joined(separator: ", ")
            wrong("type", "must be one of \(names)")
            return nil
        }
        return type
    }

    private mutating func direction() -> LogSearch.Direction {
        let before = optionalInteger(
            "before",
            1...Int64.max,
            example: 1_204,
            "Events before this position, newest first; the log's end if absent."
        )
        let after = optionalInteger(
            "after",
            0...Int64.max,
            example: 1_204,
            "Events after this position, oldest first; not with `before`."
        )
        guard let after else { return .back(before: before.map(LogPosition.init)) }
        if before != nil { wrong("after", "must not be given together with before") }
        return .forth(after: LogPosition(after))
    }
}

extension LogSearch {
    /// Where the search goes on after the page, for `Link: rel="next"`; nil if all was scanned.
    package func next(after page: LogPage) -> String? {
        let place: (name: String, value: String?)
        switch direction {
        case .back:
            guard page.scanned.rawValue > 1 else { return nil }
            place = ("before", "\(page.scanned.rawValue)")
        case .forth:
            guard page.scanned < page.end else { return nil }
            place = ("after", "\(page.scanned.rawValue)")
        }
        let stream: String? =
            switch streams {
            case .all: nil
            case .one(let stream): stream.name
            case .kind(let kind): "\(kind.prefix)*"
            }
        let asked = [("stream", stream), ("type", type?.rawValue), place, ("limit", "\(limit)")]
        return "/admin/events?" + QueryText.of(asked)
    }
}
