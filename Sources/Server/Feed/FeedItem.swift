import API
import EventStore
import Events
import Model
import Postgres
import Projections
import Text

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

extension FeedItem {
    /// Appends the frame: id, event and one line of JSON without names or addresses.
    func append(in epoch: EpochID, to frames: inout [UInt8]) {
        FeedFrame.append(id: LogPlace(position, in: epoch), event: topic.rawValue, to: &frames) {
            json in
            switch event.event {
            case .account(.debited(let posting)): write(posting, to: &json)
            case .transfer(let change): write(change, to: &json)
            case .hold(let change): write(change, to: &json)
            case .order(let change): write(change, to: &json)
            case .account, .user, .session, .claim, .rates, .slot, .shop, .product, .basket,
                .service:
                break
            }
        }
    }

    private func write(_ posting: Posting, to json: inout JSONWriter) {
        guard case .account(let sender) = event.stream else { return }
        json.member("id", posting.transfer.rawValue)
        json.member("type", posting.kind.rawValue)
        json.member("sender_id", sender.rawValue)
        json.member("receiver_id", posting.counterparty.rawValue)
        json.member("amount", posting.amount.minorUnits)
        json.member("currency", posting.amount.currency.code)
        json.member("memo", posting.memo)
        if let order = posting.order { json.member("order_id", order.rawValue) }
        json.member("status", constant: "posted")
        json.member("timestamp", timestamp: event.recordedAt.microseconds)
    }

    /// What the event itself does not say again is null: the id tells which transfer it was.
    private func write(_ change: TransferEvent, to json: inout JSONWriter) {
        guard case .transfer(let transfer) = event.stream else { return }
        json.member("id", transfer.rawValue)
        json.member("type", TransferKind.transfer.rawValue)
        switch change {
        case .reserved(let reserved):
            write(reserved.parties, reserved.amount, to: &json)
            json.member("memo", reserved.memo)
            json.member("status", constant: "pending")
            json.member("expires_at", timestamp: reserved.expiresAt.microseconds)
        case .posted(let posted):
            write(posted.parties, posted.amount, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "posted")
        case .voided(let parties):
            write(parties, nil, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "voided")
        case .expired(let parties):
            write(parties, nil, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "expired")
        case .reversed(let reversed):
            write(reversed.parties, nil, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "reversed")
            json.member("reversal_id", reversed.reversal.rawValue)
        }
        json.member("timestamp", timestamp: event.recordedAt.microseconds)
    }

    private func write(_ parties: TransferParties, _ amount: Money?, to json: inout JSONWriter) {
        json.member("sender_id", parties.sender.rawValue)
        json.member("receiver_id", parties.receiver.rawValue)
        json.member("amount", amount?.minorUnits)
        json.member("currency", amount?.currency.code)
    }

    private func write(_ change: HoldEvent, to json: inout JSONWriter) {
        guard case .hold(let hold) = event.stream else { return }
        json.member("hold_id", hold.rawValue)
        switch change {
        case .placed(let placed):
            json.member("slot_id", placed.slot.rawValue)
            json.member("state", HoldState.held.rawValue)
            json.member("expires_at", timestamp: placed.expiresAt.microseconds)
        case .confirmed(let hold): write(hold, .confirmed, to: &json)
        case .cancelled(let hold): write(hold, .cancelled, to: &json)
        case .expired(let hold): write(hold, .expired, to: &json)
        }
    }

    private func write(_ hold: HoldReference, _ state: HoldState, to json: inout JSONWriter) {
        json.member("slot_id", hold.slot.rawValue)
        json.member("state", state.rawValue)
    }

    private func write(_ change: OrderEvent, to json: inout JSONWriter) {
        guard case .order(let order) = event.stream, let status = change.status else { return }
        json.member("order_id", order.rawValue)
        json.member("status", status.rawValue)
    }
}

extension OrderEvent {
    /// What the order's status is behind the event; nil if it says nothing of it.
    fileprivate var status: OrderStatus? {
        switch self {
        case .placed: .placed
        case .paid: .paid
        case .cancelled: .cancelled
        case .drafted, .servicesChanged: .draft
        case .processingStarted: .inProcessing
        case .done: .done
        case .discarded: .discarded
        case .registered, .cancellationSent: nil
        }
    }
}

/// What a frame of the feed is about; raw values are the words after `event:`.
enum FeedTopic: String, CaseIterable {
    case transaction
    case hold
    case order
}

/// The bytes of server-sent events (HTML Living Standard, section 9.2).
package enum FeedFrame {
    /// Why the server ends a stream that the client might go on with.
    enum End: String {
        /// The token has expired.
        case expired
        /// The token's session is over.
        case revoked
        /// The log's end was lost, and with it what the reader was told, or the token's session.
        case historyChanged = "history-changed"
    }

    /// Milliseconds that a browser waits before it connects again.
    static let retryMilliseconds = 2_000

    /// The first bytes of a stream; the id, which comes without data and so without an event, lets a
    /// reader resume here that loses the connection before any frame.
    static func connected(at place: LogPlace) -> [UInt8] {
        var bytes = Array(": connected\nretry: \(retryMilliseconds)\nid: ".utf8)
        place.append(separator: FeedID.separator, to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    /// Shows that the stream lives, and how far the reader has everything, so that one who resumes
    /// after a long quiet does not make the server read the whole time again.
    static func heartbeat(at place: LogPlace) -> [UInt8] {
        var bytes = Array(": heartbeat\nid: ".utf8)
        place.append(separator: FeedID.separator, to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    /// A heartbeat in the middle of a replay.
    static let progress = Array(": replaying\n\n".utf8)

    static func end(_ reason: End) -> [UInt8] {
        Array("event: end\ndata: {\"reason\":\"\(reason.rawValue)\"}\n\n".utf8)
    }

    /// A frame whose data is an object with the members that `body` writes.
    static func append(
        id place: LogPlace,
        event: String,
        to frames: inout [UInt8],
        _ body: (inout JSONWriter) -> Void
    ) {
        frames.append(contentsOf: "id: ".utf8)
        place.append(separator: FeedID.separator, to: &frames)
        frames.append(contentsOf: "\nevent: ".utf8)
        frames.append(contentsOf: event.utf8)
        frames.append(contentsOf: "\ndata: ".utf8)
        // JSON escapes line ends, so that the object is one line.
        var json = JSONWriter()
        json.beginObject()
        body(&json)
        json.endObject()
        frames.append(contentsOf: json.bytes)
        frames.append(contentsOf: "\n\n".utf8)
    }
}
