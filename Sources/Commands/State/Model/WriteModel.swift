import EventStore
import Events
import Model

/// The states of the streams that were used lately: what decisions are made on.
///
/// Not copyable, so that handing it to a decision never copies. A new kind of entity gets its cache
/// here, and its line in each of the two switches at the end of this file.
package struct WriteModel: ~Copyable {
    package private(set) var users = EntityCache<UserID, User>()
    private(set) var sessions = EntityCache<SessionID, Session>()
    package private(set) var usernames = EntityCache<ClaimHash, NameClaim>()
    package private(set) var emails = EntityCache<ClaimHash, NameClaim>()
    package private(set) var accounts = EntityCache<AccountID, Account>()
    package private(set) var transfers = EntityCache<TransferID, Transfer>()
    package private(set) var rates = EntityCache<OnlyKey, RateTable>()
    package private(set) var slots = EntityCache<SlotID, Slot>()
    package private(set) var holds = EntityCache<HoldID, Hold>()
    package private(set) var shops = EntityCache<ShopID, Shop>()
    package private(set) var products = EntityCache<ProductID, Product>()
    package private(set) var baskets = EntityCache<UserID, Basket>()
    package private(set) var orders = EntityCache<OrderID, Order>()
    package private(set) var services = EntityCache<OnlyKey, ServiceCatalogue>()
    package private(set) var invitations = EntityCache<InvitationID, Invitation>()
    /// The streams whose states were kept since the savepoint; nil without one.
    var kept: [StreamID]?

    /// Everybody who was ever given a role; nil until it is loaded.
    ///
    /// `users` says who has it still.
    private(set) var grantees: Set<UserID>?
    /// Those who were given a role while `grantees` was not loaded, perhaps by the present batch,
    /// which no reading of the log shows yet.
    private var freshGrantees: Set<UserID> = []

    package init() {}

    /// The number of entities held, those of both generations together.
    package var count: Int {
        mutating get {
            var counts = Counts()
            withEachCache(&counts)
            return counts.all
        }
    }

    /// Returns whether the stream is loaded; if so it survives the next rotation.
    package mutating func touch(_ stream: StreamID) -> Bool {
        withCache(of: stream, Touch())
    }

    /// Takes in a stream's past, which may be empty.
    ///
    /// Returns false if it has a gap, an event of another kind or a snapshot that can't be read.
    /// The events before a snapshot were not read, so the state can't do without it.
    package mutating func load(_ stream: StreamID, _ history: StreamHistory) -> Bool {
        withCache(of: stream, Load(stream: stream, history: history))
    }

    /// Takes in everybody who was ever given a role.
    package mutating func load(grantees: [UserID]) {
        self.grantees = freshGrantees.union(grantees)
        freshGrantees = []
    }

    /// Applies an event that is about to be appended and returns the version that it gets.
    package mutating func append(_ new: NewEvent) -> StreamVersion {
        if kept != nil { keepAll(changedBy: new) }
        applyDebit(new.event, in: new.stream)
        applyGrant(new.event, in: new.stream)
        return withCache(of: new.stream, Append(event: new.event))
    }

    /// Applies an event read from the log, if its stream is loaded.
    ///
    /// Returns false if the model lacks an event before it, and so is not to be trusted.
    package mutating func fold(_ recorded: RecordedEvent) -> Bool {
        applyDebit(recorded.event, in: recorded.stream)
        applyGrant(recorded.event, in: recorded.stream)
        return withCache(of: recorded.stream, Fold(recorded: recorded))
    }

    /// Returns the stream's state to be stored, if it is loaded and streams of its kind grow long.
    package mutating func snapshot(_ stream: StreamID) -> StoredSnapshot? {
        withCache(of: stream, TakeSnapshot())
    }

    /// Forgets everything that the event has changed.
    package mutating func forget(_ event: RecordedEvent) {
        withCache(of: event.stream, Forget())
        if case .account(.debited(let posting)) = event.event {
            transfers.forget(posting.transfer)
        }
    }

    /// Forgets every state that was not used since the last time, once the young generations
    /// together hold half of `limit` entities.
    ///
    /// Not within a batch: its decisions rely on the streams that were loaded for them. So there
    /// are never more entities than `limit` and those that two batches load.
    package mutating func evict(beyond limit: Int) {
        var counts = Counts()
        withEachCache(&counts)
        guard counts.young > limit / 2 else { return }
        var rotation = Rotation()
        withEachCache(&rotation)
    }

    /// Applies a debit to its transfer, which may have been looked at before it existed: the debit
    /// is in the sender's stream.
    private mutating func applyDebit(_ event: Event, in stream: StreamID) {
        guard case .account(.debited(let posting)) = event, case .account(let sender) = stream
        else { return }
        transfers.update(posting.transfer) { $0.apply(debit: posting, from: sender) }
    }

    /// Adds the user who is given a role to `grantees`, or to those it will get.
    private mutating func applyGrant(_ event: Event, in stream: StreamID) {
        guard case .user(.roleGranted) = event, case .user(let user) = stream else { return }
        if grantees == nil { freshGrantees.insert(user) } else { grantees?.insert(user) }
    }
}

/// One thing to do with a stream's entity, for all kinds of entities alike.
protocol CacheUse {
    associatedtype Result

    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) -> Result
}

private struct Touch: CacheUse {
    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) -> Bool {
        cache.touch(key)
    }
}

private struct Forget: CacheUse {
    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) {
        cache.forget(key)
    }
}

private struct Load: CacheUse {
    let stream: StreamID
    let history: StreamHistory

    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) -> Bool {
        var state = State.initial(stream, history)
        var version = StreamVersion.none
        if let snapshot = history.snapshot {
            guard var reader = SnapshotReader(snapshot), let stored = State(&reader), reader.isAtEnd
            else { return false }
            state = stored
            version = snapshot.version
        }
        for event in history.events where event.version > version {
            guard event.version == version.next, let change = State.change(in: event.event)
            else { return false }
            state.evolve(change)
            version = event.version
        }
        cache.load(key, version: version, state: state)
        return true
    }
}

private struct Append: CacheUse {
    let event: Event

    func callAsFunction<Key, State>(
        _ key: Key,
        _ cache: inout EntityCache<Key, State>
    ) -> StreamVersion {
        guard let change = State.change(in: event) else {
            preconditionFailure("an event of another kind was decided for stream \(key)")
        }
        return cache.append(key, change)
    }
}

private struct Fold: CacheUse {
    let recorded: RecordedEvent

    func callAsFunction<Key, State>(_ key: Key, _ cache: inout EntityCache<Key, State>) -> Bool {
        guard let change = State.change(in: recorded.event) else { return false }
        return cache.fold(key, change, version: recorded.version)
    }
}

private struct TakeSnapshot: CacheUse {
    func callAsFunction<Key, State>(
        _ key: Key,
        _ cache: inout EntityCache<Key, State>
    ) -> StoredSnapshot? {
        guard let version = cache.version(of: key), let state = cache[key]?.snapshot
        else { return nil }
        return state.stored(at: version)
    }
}

/// One thing to do with every cache.
private protocol EachCacheUse {
    mutating func callAsFunction<Key, State>(_ cache: inout EntityCache<Key, State>)
}

private struct Counts: EachCacheUse {
    var young = 0
    var all = 0

    mutating func callAsFunction<Key, State>(_ cache: inout EntityCache<Key, State>) {
        young += cache.youngCount
        all += cache.count
    }
}

private struct Rotation: EachCacheUse {
    func callAsFunction<Key, State>(_ cache: inout EntityCache<Key, State>) {
        cache.rotate()
    }
}

extension WriteModel {
    /// Inlined, so that the compiler makes one plain switch over typed caches of each use.
    @inline(__always)
    mutating func withCache<Use: CacheUse>(of stream: StreamID, _ use: Use) -> Use.Result {
        switch stream {
        case .user(let id): use(id, &users)
        case .session(let id): use(id, &sessions)
        case .username(let hash): use(hash, &usernames)
        case .email(let hash): use(hash, &emails)
        case .account(let id): use(id, &accounts)
        case .transfer(let id): use(id, &transfers)
        case .rates: use(OnlyKey.only, &rates)
        case .slot(let id): use(id, &slots)
        case .hold(let id): use(id, &holds)
        case .shop(let id): use(id, &shops)
        case .product(let id): use(id, &products)
        case .basket(let user): use(user, &baskets)
        case .order(let id): use(id, &orders)
        case .services: use(OnlyKey.only, &services)
        case .invitation(let id): use(id, &invitations)
        }
    }

    /// Listed once, since `allCases` makes an array each time.
    private static let kinds = StreamKind.allCases

    private mutating func withEachCache<Use: EachCacheUse>(_ use: inout Use) {
        for kind in Self.kinds {
            switch kind {
            case .user: use(&users)
            case .session: use(&sessions)
            case .username: use(&usernames)
            case .email: use(&emails)
            case .account: use(&accounts)
            case .transfer: use(&transfers)
            case .rates: use(&rates)
            case .slot: use(&slots)
            case .hold: use(&holds)
            case .shop: use(&shops)
            case .product: use(&products)
            case .basket: use(&baskets)
            case .order: use(&orders)
            case .catalogue: use(&services)
            case .invitation: use(&invitations)
            }
        }
    }
}
