import EventStore
import Events
import Model

/// A wish to change something: a pure decision over the state of the streams that it lists.
///
/// Neither function reads a clock, a random source or anything outside its arguments, so the same
/// command on the same state decides the same on every node and in every test.
package protocol Command: Sendable {
    /// Lists the streams that the decision looks at or writes to, except new ones.
    ///
    /// Called again after each load until every listed stream is in the model, so that a stream
    /// found through another one (the wallet behind a user name) is listed once the other is known.
    func reads(_ model: borrowing WriteModel, _ streams: inout StreamList)

    /// Returns the events that follow from the command; throws a `Refusal` if a rule forbids it.
    func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision

    /// The command itself if it consists of others; nil for every other one.
    var bulk: (any Bulk)? { get }
}

extension Command {
    package var bulk: (any Bulk)? { nil }

    /// Lists no stream: the command only writes to new ones.
    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {}
}

/// The streams that a command lists, with what it may know while it lists them.
package struct StreamList: Sendable {
    /// Who sent the command.
    package private(set) var actor: Actor
    /// The time at which the command would be decided now.
    package private(set) var now: Timestamp
    /// The streams listed so far, in order.
    package private(set) var all: [StreamID] = []
    /// Whether the decision needs `WriteModel.grantees`, which are not loaded yet.
    package private(set) var lacksGrantees = false

    package init(for actor: Actor, at now: Timestamp) {
        self.actor = actor
        self.now = now
    }

    /// The signed-in user; nil for the system and for an unknown caller.
    package var user: UserID? { actor.user }

    /// Empties the list for another command and keeps its memory; then lists what tells whether the
    /// session has ended.
    package mutating func restart(
        for actor: Actor,
        in session: SessionID? = nil,
        at now: Timestamp
    ) {
        self.actor = actor
        self.now = now
        all.removeAll(keepingCapacity: true)
        lacksGrantees = false
        if let session, let user = actor.user { append(.session(session), .user(user)) }
    }

    /// Lists a stream.
    package mutating func append(_ stream: StreamID) { all.append(stream) }

    /// Lists everybody who was ever given a role.
    mutating func appendGrantees(_ model: borrowing WriteModel) {
        guard let grantees = model.grantees else {
            lacksGrantees = true
            return
        }
        for user in grantees { append(.user(user)) }
    }

    /// Lists two streams.
    package mutating func append(_ first: StreamID, _ second: StreamID) {
        all.append(first)
        all.append(second)
    }
}

/// One call of a command: what a decision knows besides the state.
package struct Call: Sendable {
    /// One reading for the whole batch; never before the time of the last event in the log.
    package let now: Timestamp
    /// The position that the first event of the decision gets.
    package let next: LogPosition
    /// Who sent the command.
    package let actor: Actor

    package init(now: Timestamp, next: LogPosition, actor: Actor) {
        self.now = now
        self.next = next
        self.actor = actor
    }

    /// The signed-in user; throws `Refusal.forbidden` for the system and for an unknown caller.
    package var user: UserID {
        get throws(Refusal) {
            guard let user = actor.user else { throw .forbidden(.user) }
            return user
        }
    }

    /// Throws `Refusal.forbidden` unless the service itself sent the command.
    package func requireSystem() throws(Refusal) {
        guard actor == .system else { throw .forbidden(.service) }
    }
}

/// What follows from a command: events at consecutive positions, all of them appended or none.
package struct Decision: Hashable, Sendable {
    /// At least one, except of a bulk.
    package var events: [NewEvent]
    /// The thing that the command made, if it makes one.
    package var location: Resource?
    /// A change of personal data, made in the same transaction.
    package var person: PersonChange?
    /// Another hash of a password, made in the same transaction.
    package var renewal: PersonChange?
    /// The rule by which the caller is refused although events follow from the attempt.
    ///
    /// The caller gets the answer of a `Refusal.rejected`, and a receipt keeps it.
    package var refusal: Rejection?

    package init(
        _ events: [NewEvent],
        location: Resource? = nil,
        person: PersonChange? = nil,
        renewal: PersonChange? = nil,
        refusal: Rejection? = nil
    ) {
        self.events = events
        self.location = location
        self.person = person
        self.renewal = renewal
        self.refusal = refusal
    }
}

/// A thing that a command made, as the `Location` header names it.
package enum Resource: Hashable, Sendable {
    case user(UserID)
    case transfer(TransferID)
    case slot(SlotID)
    case hold(HoldID)
    case shop(ShopID)
    case product(ProductID)
    case order(OrderID)

    /// The absolute path, such as `/holds/17`.
    package var path: String {
        switch self {
        case .user(let id): "/users/\(id.rawValue)"
        case .transfer(let id): "/transfers/\(id.rawValue)"
        case .slot(let id): "/slots/\(id.rawValue)"
        case .hold(let id): "/holds/\(id.rawValue)"
        case .shop(let id): "/shops/\(id.rawValue)"
        case .product(let id): "/products/\(id.rawValue)"
        case .order(let id): "/orders/\(id.rawValue)"
        }
    }
}

/// A command on its way: who sent it, under which key, and where the answer goes.
package struct Submission<Ticket: Sendable>: Sendable {
    package let command: any Command
    /// Identifies the command in each of its events.
    package let id: UUID128
    package let actor: Actor
    /// The idempotency key, if there is one, with the fingerprint of its request.
    package let key: IdempotencyKey?
    /// The place in the log of the session that identified the caller; nil without a session.
    ///
    /// If the log has lost it, the actor's id may belong to another user by now, so nothing is
    /// done.
    package let witness: LogPlace?
    /// The session of a user who sends the command: nothing is done once it has ended.
    package let session: SessionID?
    package let receivedAt: MonotonicTime
    package let causation: UUID128?
    package let correlation: UUID128?
    package let ticket: Ticket

    /// The place of this command's receipt: keys of different actors are different.
    package var receiptKey: ReceiptKey? { key.map { ReceiptKey(actor: actor, key: $0.key) } }

    package init(
        _ command: any Command,
        id: UUID128,
        actor: Actor,
        key: IdempotencyKey? = nil,
        witness: LogPlace? = nil,
        session: SessionID? = nil,
        receivedAt: MonotonicTime,
        causation: UUID128? = nil,
        correlation: UUID128? = nil,
        ticket: Ticket
    ) {
        self.command = command
        self.id = id
        self.actor = actor
        self.key = key
        self.witness = witness
        self.session = session
        self.receivedAt = receivedAt
        self.causation = causation
        self.correlation = correlation
        self.ticket = ticket
    }
}

/// A client's key for one request, and the fingerprint of that request.
package struct IdempotencyKey: Hashable, Sendable {
    /// 1 to 255 visible ASCII characters.
    package let key: String
    /// SHA-256 of method, path and body.
    package let fingerprint: [UInt8]

    package init(_ key: String, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// The outcome of a command.
package enum Outcome: Hashable, Sendable {
    /// Done and durable.
    ///
    /// `position` is that of its last event, `location` the path of what it made.
    case done(position: LogPosition, location: String?, replayed: Bool)
    /// Refused by a rule; `reason` is a `Rejection`'s word, possibly an older version's if
    /// replayed.
    ///
    /// `position` is the end of the log on which it was decided, including the events of a
    /// `Decision.refusal`.
    /// `detail` says what the rule is about, where the command does not.
    case rejected(
        reason: String,
        detail: String? = nil,
        position: LogPosition,
        replayed: Bool
    )
    /// Each item of a bulk was decided for itself, and what was done is durable.
    ///
    /// `position` is that of the last event, or the end of the log if no item was done.
    case decided(BulkResults, position: LogPosition, replayed: Bool)
    case notFound(ResourceKind, detail: String? = nil)
    case forbidden(Permitted)
    /// The caller's session was lost with the log's end, so the actor's id may be another user's by
    /// now.
    case sessionLost
    /// The caller's session has ended, perhaps a moment ago on another node.
    case sessionEnded
    /// The key was used before for another request.
    case keyReused
    /// The receipt under the key was not written by this software, or was changed since: the
    /// command is neither done nor answered from it.
    case distrusted
    /// It was not known in time whether the command was done: its key finds the receipt, if there
    /// is one.
    case unknown
    /// Not done, and nothing was changed; the client may try again later.
    ///
    /// `cause` is a sentence, nil for a cause that passes by itself.
    case unavailable(retryAfterSeconds: Int, cause: String? = nil)
}
