import Events
import TestSupport

@testable import Server

/// A log in memory, made of what the feed tells of and what it does not.
struct FeedHistory {
    private(set) var events: [RecordedEvent] = []

    var end: LogPosition { LogPosition(Int64(events.count)) }

    @discardableResult
    mutating func append(_ stream: StreamID, _ event: Event) -> LogPosition {
        let position = end.advanced(by: 1)
        events.append(
            RecordedEvent(
                position: position,
                stream: stream,
                version: StreamVersion(1),
                event: event,
                origin: Origin(command: UUID128(high: 0, low: 1), actor: .system),
                recordedAt: Timestamp(microseconds: 1_700_000_000_000_000)
            )
        )
        return position
    }

    @discardableResult
    mutating func transfer(_ sender: Int64, _ receiver: Int64, memo: String? = nil) -> LogPosition {
        let transfer = TransferID(createdAt: end.advanced(by: 1))
        func posting(_ counterparty: Int64) -> Posting {
            Posting(
                transfer: transfer,
                kind: .transfer,
                counterparty: AccountID(counterparty),
                amount: Money(1_250, .rub),
                memo: memo
            )
        }
        let position = append(.account(AccountID(sender)), .account(.debited(posting(receiver))))
        append(.account(AccountID(receiver)), .account(.credited(posting(sender))))
        return position
    }

    /// Something of a few users, or nobody's.
    mutating func appendRandom(_ random: inout some RandomNumberGenerator) {
        let user = Int64.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: transfer(user, user % 4 + 1)
        case 2:
            let hold = HoldID(createdAt: end.advanced(by: 1))
            let reference = HoldReference(slot: SlotID(1), user: UserID(user))
            append(.hold(hold), .hold(.confirmed(reference)))
        case 3:
            let order = OrderID(createdAt: end.advanced(by: 1))
            append(.order(order), .order(.done(OrderReference(user: UserID(user)))))
        default:
            append(
                .shop(ShopID(1)),
                .shop(.created(ShopDetails(name: "", description: "", site: "")))
            )
        }
    }

    func events(after position: LogPosition, through end: LogPosition) -> ArraySlice<RecordedEvent>
    {
        events[Int(position.rawValue)..<Int(end.rawValue)]
    }

    /// The ids of what an audience is told after a position.
    func told(_ audience: FeedAudience, after position: LogPosition) -> [Int64] {
        events(after: position, through: end).compactMap { event in
            guard let item = FeedItem(event), audience.includes(item) else { return nil }
            return item.position.rawValue
        }
    }

    func counts(after position: LogPosition, through end: LogPosition) -> FeedCounts {
        events(after: position, through: end).compactMap(FeedItem.init)
            .reduce(into: FeedCounts()) { $0.add($1.topic) }
    }
}
