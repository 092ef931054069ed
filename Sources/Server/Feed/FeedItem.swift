import Events
import Model

/// An event that the feed tells of, and whom it concerns.
struct FeedItem: Sendable {
    let position: LogPosition
    let topic: FeedTopic
    /// Whose own feed it is in: one user, or the two sides of a transfer, where they are users.
    let first: UserID?
    let second: UserID?
    let event: RecordedEvent

    /// Nil for an event that the feed is silent about.
    ///
    /// A posting is told once, by its debit: neither the credit nor `transfer.posted` is told, and what
    /// an order's owner does not see (that it was registered outside, say) is not either.
    init?(_ event: RecordedEvent) {
        switch (event.stream, event.event) {
        case (.account(let sender), .account(.debited(let posting))):
            self.init(event, .transaction, sender, posting.counterparty)
        case (_, .transfer(.reserved(let reserved))):
            self.init(event, .transaction, reserved.parties)
        case (_, .transfer(.voided(let parties))), (_, .transfer(.expired(let parties))):
            self.init(event, .transaction, parties)
        case (_, .transfer(.reversed(let reversed))):
            self.init(event, .transaction, reversed.parties)
        case (_, .hold(let change)):
            self.init(event, .hold, owner: Self.owner(change))
        case (_, .order(let change)):
            guard let owner = Self.owner(change) else { return nil }
            self.init(event, .order, owner: owner)
        case (_, .account), (_, .transfer(.posted)), (_, .user), (_, .session), (_, .claim),
            (_, .rates), (_, .slot), (_, .shop), (_, .product), (_, .basket), (_, .service):
            return nil
        }
    }

    /// Whether it is in the user's own feed.
    func concerns(_ user: UserID) -> Bool { first == user || second == user }

    private init(_ event: RecordedEvent, _ topic: FeedTopic, _ parties: TransferParties) {
        self.init(event, topic, parties.sender, parties.receiver)
    }

    private init(
        _ event: RecordedEvent,
        _ topic: FeedTopic,
        _ sender: AccountID,
        _ receiver: AccountID
    ) {
        position = event.position
        self.topic = topic
        first = sender.isSystem ? nil : UserID(sender.rawValue)
        second = receiver.isSystem ? nil : UserID(receiver.rawValue)
        self.event = event
    }

    private init(_ event: RecordedEvent, _ topic: FeedTopic, owner: UserID) {
        position = event.position
        self.topic = topic
        first = owner
        second = nil
        self.event = event
    }

    private static func owner(_ change: HoldEvent) -> UserID {
        switch change {
        case .placed(let placed): placed.user
        case .confirmed(let hold), .cancelled(let hold), .expired(let hold): hold.user
        }
    }

    /// Nil for what changes no status.
    private static func owner(_ change: OrderEvent) -> UserID? {
        switch change {
        case .placed(let placed): placed.user
        case .paid(let paid): paid.user
        case .cancelled(let cancelled): cancelled.user
        case .drafted(let drafted), .servicesChanged(let drafted): drafted.user
        case .processingStarted(let started): started.user
        case .done(let order), .discarded(let order): order.user
        case .registered, .cancellationSent: nil
        }
    }
}
