import Events
import TestSupport

@testable import Feed
@testable import Model

/// A log in memory, of events that the feed sends and events that it does not.
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
    mutating func transfer(
        _ sender: Int64,
        _ receiver: Int64,
        _ amount: Money = Money(1_250, .rub),
        _ kind: TransferKind = .transfer,
        memo: String? = nil
    ) -> LogPosition {
        let transfer = TransferID(createdAt: end.advanced(by: 1))
        func posting(_ counterparty: Int64) -> Posting {
            Posting(
                transfer: transfer,
                kind: kind,
                counterparty: AccountID(counterparty),
                amount: amount,
                memo: memo
            )
        }
        let position = append(.account(AccountID(sender)), .account(.debited(posting(receiver))))
        append(.account(AccountID(receiver)), .account(.credited(posting(sender))))
        return position
    }

    /// Appends a random event of a few users, or of none.
    mutating func appendRandom(_ random: inout some RandomNumberGenerator) {
        let user = Int64.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
            let units = Int64.random(in: 1...5_000, using: &random)
            let currency = Bool.random(using: &random) ? Currency.rub : .usd
            let kind = Bool.random(using: &random) ? TransferKind.transfer : .payment
            transfer(user, user % 4 + 1, Money(units, currency), kind)
        case 5:
            let transfer = TransferID(createdAt: end.advanced(by: 1))
            let parties = TransferParties(
                sender: AccountID(user),
                receiver: AccountID(user % 4 + 1)
            )
            append(.transfer(transfer), .transfer(.voided(parties)))
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

    /// The ids of the frames that an audience gets after a position.
    func told(_ audience: FeedAudience, after position: LogPosition) -> [Int64] {
        events(after: position, through: end).compactMap { event in
            guard let item = FeedItem(event), audience.includes(item) else { return nil }
            return item.position.rawValue
        }
    }

    /// The counts of the public feed between two positions.
    func counts(after position: LogPosition, through end: LogPosition) -> ToldCounts {
        var counts = ToldCounts()
        for event in events(after: position, through: end) {
            switch event.event {
            case .account(.debited(let posting)):
                counts.topics["transactions", default: 0] += 1
                let kind = "\(posting.kind.rawValue) \(posting.amount.currency.code)"
                counts.kinds[kind, default: ToldCounts.Total()].count += 1
                counts.kinds[kind, default: ToldCounts.Total()].amount += posting.amount.minorUnits
            case .transfer: counts.topics["transactions", default: 0] += 1
            case .hold: counts.topics["holds", default: 0] += 1
            case .order: counts.topics["orders", default: 0] += 1
            default: break
            }
        }
        return counts
    }
}
