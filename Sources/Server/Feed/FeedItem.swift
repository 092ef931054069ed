import API
import EventStore
import Events
import Model
import Postgres
import Projections
import Text

/// The subject of a frame; raw values are the words after `event:`.
enum FeedTopic: String, CaseIterable {
    case transaction
    case hold
    case order
}

/// An event that the feed sends, and the users whom it concerns.
struct FeedItem: Sendable {
    let position: LogPosition
    let topic: FeedTopic
    /// The users whose feeds have the item: one, or the two sides of a transfer that are users.
    let first: UserID?
    let second: UserID?
    let event: RecordedEvent

    /// Nil for an event that the feed does not send.
    ///
    /// A posting is sent once, by its debit: the feed leaves out the credit and `transfer.posted`.
    /// It also leaves out events of an order that its owner cannot see, such as the outside
    /// registration.
    init?(_ event: RecordedEvent) {
        switch (event.stream, event.event) {
        case (.account(let sender), .account(.debited(let posting))):
            let parties = TransferParties(sender: sender, receiver: posting.counterparty)
            self.init(event, parties)
        case (_, .transfer(.reserved(let reserved))): self.init(event, reserved.parties)
        case (_, .transfer(.voided(let parties))), (_, .transfer(.expired(let parties))):
            self.init(event, parties)
        case (_, .transfer(.reversed(let reversed))): self.init(event, reversed.parties)
        case (_, .hold(let change)): self.init(event, .hold, Self.owner(change))
        case (_, .order(let change)):
            guard let owner = Self.owner(change) else { return nil }
            self.init(event, .order, owner)
        case (_, .account), (_, .transfer(.posted)), (_, .user), (_, .session), (_, .claim),
            (_, .rates), (_, .slot), (_, .shop), (_, .product), (_, .basket), (_, .service),
            (_, .invitation):
            return nil
        }
    }

    /// Whether the user's own feed has the item.
    func concerns(_ user: UserID) -> Bool { first == user || second == user }

    private init(_ event: RecordedEvent, _ parties: TransferParties) {
        func user(_ account: AccountID) -> UserID? {
            account.isSystem ? nil : UserID(account.rawValue)
        }
        self.init(event, .transaction, user(parties.sender), user(parties.receiver))
    }

    private init(
        _ event: RecordedEvent,
        _ topic: FeedTopic,
        _ first: UserID?,
        _ second: UserID? = nil
    ) {
        position = event.position
        self.topic = topic
        self.first = first
        self.second = second
        self.event = event
    }

    private static func owner(_ change: HoldEvent) -> UserID {
        switch change {
        case .placed(let placed): placed.user
        case .confirmed(let hold), .cancelled(let hold), .expired(let hold): hold.user
        }
    }

    /// Nil for an event that does not change the status.
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

// The frame of an item: id, topic and one line of JSON without names or addresses.
extension FeedItem {
    /// Appends the frame with an id of this epoch.
    func append(in epoch: EpochID, to frames: inout [UInt8]) {
        FeedFrame.append(id: LogPlace(position, in: epoch), event: topic.rawValue, to: &frames) {
            json in
            switch (event.stream, event.event) {
            case (.account(let sender), .account(.debited(let posting))):
                write(posting, of: sender, to: &json)
            case (.transfer(let transfer), .transfer(let change)):
                json.member("id", transfer.rawValue)
                json.member("type", TransferKind.transfer.rawValue)
                write(change, to: &json)
                json.member("timestamp", timestamp: event.recordedAt.microseconds)
            case (.hold(let hold), .hold(let change)):
                json.member("hold_id", hold.rawValue)
                write(change, to: &json)
            case (.order(let order), .order(let change)):
                guard let status = change.status else { break }
                json.member("order_id", order.rawValue)
                json.member("status", status.rawValue)
                change.annotation?.write(&json)
            case (_, .account), (_, .transfer), (_, .hold), (_, .order), (_, .user), (_, .session),
                (_, .claim), (_, .rates), (_, .slot), (_, .shop), (_, .product), (_, .basket),
                (_, .service), (_, .invitation):
                break
            }
        }
    }

    private func write(_ posting: Posting, of sender: AccountID, to json: inout JSONWriter) {
        json.member("id", posting.transfer.rawValue)
        json.member("type", posting.kind.rawValue)
        json.member("sender_id", sender.rawValue)
        json.member("receiver_id", posting.counterparty.rawValue)
        json.member("amount", posting.amount.minorUnits)
        json.member("currency", posting.amount.currency.code)
        json.member("memo", posting.memo)
        posting.annotation?.write(&json)
        if let order = posting.order { json.member("order_id", order.rawValue) }
        json.member("status", constant: "posted")
        json.member("timestamp", timestamp: event.recordedAt.microseconds)
    }

    /// Members that the event does not repeat are null: the id names the transfer.
    private func write(_ change: TransferEvent, to json: inout JSONWriter) {
        func write(
            _ parties: TransferParties,
            _ amount: Money?,
            _ memo: String?,
            _ status: StaticString
        ) {
            json.member("sender_id", parties.sender.rawValue)
            json.member("receiver_id", parties.receiver.rawValue)
            json.member("amount", amount?.minorUnits)
            json.member("currency", amount?.currency.code)
            json.member("memo", memo)
            json.member("status", constant: status)
        }
        switch change {
        case .reserved(let reserved):
            write(reserved.parties, reserved.amount, reserved.memo, "pending")
            reserved.annotation?.write(&json)
            json.member("expires_at", timestamp: reserved.expiresAt.microseconds)
        case .posted(let posted): write(posted.parties, posted.amount, nil, "posted")
        case .voided(let parties): write(parties, nil, nil, "voided")
        case .expired(let parties): write(parties, nil, nil, "expired")
        case .reversed(let reversed):
            write(reversed.parties, nil, nil, "reversed")
            json.member("reversal_id", reversed.reversal.rawValue)
        }
    }

    private func write(_ change: HoldEvent, to json: inout JSONWriter) {
        func write(_ slot: SlotID, _ state: HoldState) {
            json.member("slot_id", slot.rawValue)
            json.member("state", state.rawValue)
        }
        switch change {
        case .placed(let placed):
            write(placed.slot, .held)
            json.member("expires_at", timestamp: placed.expiresAt.microseconds)
            placed.annotation?.write(&json)
        case .confirmed(let hold): write(hold.slot, .confirmed)
        case .cancelled(let hold): write(hold.slot, .cancelled)
        case .expired(let hold): write(hold.slot, .expired)
        }
    }
}

extension OrderEvent {
    /// What the client stored with the order, in its first event.
    fileprivate var annotation: Annotation? {
        switch self {
        case .placed(let placed): placed.annotation
        case .drafted(let drafted): drafted.annotation
        case .paid, .cancelled, .servicesChanged, .processingStarted, .registered, .done,
            .cancellationSent, .discarded:
            nil
        }
    }

    /// The order's status after the event; nil if the event does not change it.
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

/// The bytes of server-sent events (HTML Living Standard, section 9.2).
enum FeedFrame {
    /// Why the server ends a stream that the client could continue.
    enum End: String {
        /// The token has expired.
        case expired
        /// The token's session is over.
        case revoked
        /// The log lost its end, and with it sent events or the token's session.
        case historyChanged = "history-changed"
    }

    /// Milliseconds that a browser waits before it connects again.
    static let retryMilliseconds = 2_000
    /// A heartbeat in the middle of a replay.
    static let progress = Array(": replaying\n\n".utf8)

    /// The first bytes of a stream.
    ///
    /// The id comes without data and so makes no event: a reader that loses the connection before
    /// the first frame resumes here.
    static func connected(at place: LogPlace) -> [UInt8] {
        comment("connected\nretry: \(retryMilliseconds)", at: place)
    }

    /// Shows that the stream lives, and up to where the reader has everything.
    ///
    /// A reader that resumes after a long silence does not make the server read that time again.
    static func heartbeat(at place: LogPlace) -> [UInt8] { comment("heartbeat", at: place) }

    static func end(_ reason: End) -> [UInt8] {
        Array("event: end\ndata: {\"reason\":\"\(reason.rawValue)\"}\n\n".utf8)
    }

    /// Appends a frame whose data is an object with the members that `body` writes.
    static func append(
        id place: LogPlace,
        event: String,
        to frames: inout [UInt8],
        _ body: (inout JSONWriter) -> Void
    ) {
        frames.append(contentsOf: "id: ".utf8)
        place.append(to: &frames)
        frames.append(contentsOf: "\nevent: ".utf8)
        frames.append(contentsOf: event.utf8)
        frames.append(contentsOf: "\ndata: ".utf8)
        // JSON escapes line ends, so the object is one line.
        var json = JSONWriter()
        json.object(body)
        frames.append(contentsOf: json.bytes)
        frames.append(contentsOf: "\n\n".utf8)
    }

    private static func comment(_ text: String, at place: LogPlace) -> [UInt8] {
        var bytes = Array(": \(text)\nid: ".utf8)
        place.append(to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }
}
