import EventStore
import Events
import Model

/// The states of the streams that were used lately: what decisions are made on.
///
/// Not copyable, so that handing it to a decision never copies.
package struct WriteModel: ~Copyable {
    var users = EntityCache<UserID, User>()
    var usernames = EntityCache<ClaimHash, Claim>()
    var emails = EntityCache<ClaimHash, Claim>()
    var accounts = EntityCache<AccountID, Account>()
    var slots = EntityCache<SlotID, Slot>()
    var holds = EntityCache<HoldID, Hold>()
    var shops = EntityCache<ShopID, Shop>()
    var products = EntityCache<ProductID, Product>()
    var orders = EntityCache<OrderID, Order>()
    var sessions = EntityCache<SessionID, Session>()
    var transfers = EntityCache<TransferID, TransferState>()
    var rates = EntityCache<Sole, RateTable>()
    var baskets = EntityCache<UserID, Basket>()
    var services = EntityCache<Sole, ServiceCatalogue>()

    package init() {}

    /// Entities held, both generations.
    package var count: Int {
        users.count + usernames.count + emails.count + accounts.count + slots.count + holds.count
            + shops.count + products.count + orders.count
            + sessions.count + transfers.count + rates.count + baskets.count + services.count
    }

    /// Whether the stream is loaded.
    ///
    /// If so it outlives the next rotation.
    mutating func touch(_ stream: StreamID) -> Bool {
        switch stream {
        case .user(let id): users.touch(id)
        case .username(let hash): usernames.touch(hash)
        case .email(let hash): emails.touch(hash)
        case .account(let id): accounts.touch(id)
        case .slot(let id): slots.touch(id)
        case .hold(let id): holds.touch(id)
        case .shop(let id): shops.touch(id)
        case .product(let id): products.touch(id)
        case .order(let id): orders.touch(id)
        case .session(let id): sessions.touch(id)
        case .transfer(let id): transfers.touch(id)
        case .rates: rates.touch(.sole)
        case .basket(let id): baskets.touch(id)
        case .services: services.touch(.sole)
        }
    }

    mutating func forget(_ stream: StreamID) {
        switch stream {
        case .user(let id): users.forget(id)
        case .username(let hash): usernames.forget(hash)
        case .email(let hash): emails.forget(hash)
        case .account(let id): accounts.forget(id)
        case .slot(let id): slots.forget(id)
        case .hold(let id): holds.forget(id)
        case .shop(let id): shops.forget(id)
        case .product(let id): products.forget(id)
        case .order(let id): orders.forget(id)
        case .session(let id): sessions.forget(id)
        case .transfer(let id): transfers.forget(id)
        case .rates: rates.forget(.sole)
        case .basket(let id): baskets.forget(id)
        case .services: services.forget(.sole)
        }
    }

    /// Forgets all that the event has changed.
    mutating func forget(_ event: RecordedEvent) {
        forget(event.stream)
        if case .account(.debited(let posting)) = event.event {
            transfers.forget(posting.transfer)
        }
    }

    /// Forgets what was not used since the last time, once the young generations together hold half
    /// of `limit` entities.
    ///
    /// Not within a batch: its decisions rely on what was loaded for them. So there are never more
    /// than `limit` and what two batches load.
    mutating func evict(beyond limit: Int) {
        let young =
            users.youngCount + usernames.youngCount + emails.youngCount + accounts.youngCount
            + slots.youngCount + holds.youngCount + shops.youngCount + products.youngCount
            + orders.youngCount + sessions.youngCount + transfers.youngCount + rates.youngCount
            + baskets.youngCount + services.youngCount
        guard young > limit / 2 else { return }
        users.rotate()
        usernames.rotate()
        emails.rotate()
        accounts.rotate()
        slots.rotate()
        holds.rotate()
        shops.rotate()
        products.rotate()
        orders.rotate()
        sessions.rotate()
        transfers.rotate()
        rates.rotate()
        baskets.rotate()
        services.rotate()
    }
}

extension WriteModel {
    /// Takes in a stream's past, an empty one included.
    ///
    /// False if there is a gap in it, an event of another kind or a snapshot that can't be read: the
    /// events before that were not read, and without them the state would be another.
    mutating func load(_ stream: StreamID, _ history: StreamHistory) -> Bool {
        switch stream {
        case .user(let id): Self.load(id, history, into: &users) { _ in nil }
        case .username(let hash): Self.load(hash, history, into: &usernames) { _ in nil }
        case .email(let hash): Self.load(hash, history, into: &emails) { _ in nil }
        case .account(let id): Self.load(id, history, into: &accounts, Account.init(snapshot:))
        case .slot(let id): Self.load(id, history, into: &slots, Slot.init(snapshot:))
        case .hold(let id): Self.load(id, history, into: &holds) { _ in nil }
        case .shop(let id): Self.load(id, history, into: &shops) { _ in nil }
        case .product(let id): Self.load(id, history, into: &products, Product.init(snapshot:))
        case .order(let id): Self.load(id, history, into: &orders) { _ in nil }
        case .session(let id): Self.load(id, history, into: &sessions) { _ in nil }
        case .transfer(let id): load(transfer: id, history)
        case .rates: Self.load(.sole, history, into: &rates, RateTable.init(snapshot:))
        case .basket(let id): Self.load(id, history, into: &baskets, Basket.init(snapshot:))
        case .services:
            Self.load(.sole, history, into: &services, ServiceCatalogue.init(snapshot:))
        }
    }

    /// A transfer's debit comes before its own events; one at its position that belongs to another
    /// transfer, which was pending first, is none of it.
    private mutating func load(transfer id: TransferID, _ history: StreamHistory) -> Bool {
        var first = TransferState()
        if let debit = history.debit, case .account(.debited(let posting)) = debit.event,
            case .account(let sender) = debit.stream, posting.transfer == id
        {
            first.learn(debit: posting, from: sender)
        }
        return Self.load(id, history, into: &transfers, from: first) { _ in nil }
    }

    private static func load<Key, State>(
        _ key: Key,
        _ history: StreamHistory,
        into cache: inout EntityCache<Key, State>,
        from first: State = State(),
        _ restore: (StoredSnapshot) -> State?
    ) -> Bool {
        var state = first
        var version = StreamVersion.none
        if let snapshot = history.snapshot {
            guard let restored = restore(snapshot) else { return false }
            state = restored
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

extension WriteModel {
    /// Follows an event that is about to be appended.
    ///
    /// Answers the version that it gets in its stream.
    mutating func append(_ new: NewEvent) -> StreamVersion {
        let event = new.event
        learn(event, in: new.stream)
        return switch new.stream {
        case .user(let id): Self.append(event, id, to: &users)
        case .session(let id): Self.append(event, id, to: &sessions)
        case .username(let hash): Self.append(event, hash, to: &usernames)
        case .email(let hash): Self.append(event, hash, to: &emails)
        case .account(let id): Self.append(event, id, to: &accounts)
        case .transfer(let id): Self.append(event, id, to: &transfers)
        case .rates: Self.append(event, .sole, to: &rates)
        case .slot(let id): Self.append(event, id, to: &slots)
        case .hold(let id): Self.append(event, id, to: &holds)
        case .shop(let id): Self.append(event, id, to: &shops)
        case .product(let id): Self.append(event, id, to: &products)
        case .basket(let id): Self.append(event, id, to: &baskets)
        case .order(let id): Self.append(event, id, to: &orders)
        case .services: Self.append(event, .sole, to: &services)
        }
    }

    private static func append<Key, State>(
        _ event: Event,
        _ key: Key,
        to cache: inout EntityCache<Key, State>
    ) -> StreamVersion {
        guard let change = State.change(in: event) else {
            preconditionFailure("an event of another kind was decided for stream \(key)")
        }
        return cache.append(key, change)
    }

    /// Follows an event read from the log, as far as its stream is loaded.
    ///
    /// False if the model lacks an event before it, and so is not to be trusted.
    mutating func fold(_ recorded: RecordedEvent) -> Bool {
        learn(recorded.event, in: recorded.stream)
        return switch recorded.stream {
        case .user(let id): Self.fold(recorded, id, into: &users)
        case .session(let id): Self.fold(recorded, id, into: &sessions)
        case .username(let hash): Self.fold(recorded, hash, into: &usernames)
        case .email(let hash): Self.fold(recorded, hash, into: &emails)
        case .account(let id): Self.fold(recorded, id, into: &accounts)
        case .transfer(let id): Self.fold(recorded, id, into: &transfers)
        case .rates: Self.fold(recorded, .sole, into: &rates)
        case .slot(let id): Self.fold(recorded, id, into: &slots)
        case .hold(let id): Self.fold(recorded, id, into: &holds)
        case .shop(let id): Self.fold(recorded, id, into: &shops)
        case .product(let id): Self.fold(recorded, id, into: &products)
        case .basket(let id): Self.fold(recorded, id, into: &baskets)
        case .order(let id): Self.fold(recorded, id, into: &orders)
        case .services: Self.fold(recorded, .sole, into: &services)
        }
    }

    /// Lets a transfer that was looked at before it existed know of its debit, which stands in the
    /// sender's stream.
    private mutating func learn(_ event: Event, in stream: StreamID) {
        guard case .account(.debited(let posting)) = event, case .account(let sender) = stream
        else { return }
        transfers.learn(posting.transfer) { $0.learn(debit: posting, from: sender) }
    }

    private static func fold<Key, State>(
        _ recorded: RecordedEvent,
        _ key: Key,
        into cache: inout EntityCache<Key, State>
    ) -> Bool {
        guard let change = State.change(in: recorded.event) else { return false }
        return cache.fold(key, change, version: recorded.version)
    }
}

extension WriteModel {
    /// The stream's state to be stored, if streams of this kind grow long and it is loaded.
    borrowing func snapshot(_ stream: StreamID) -> StoredSnapshot? {
        switch stream {
        case .account(let id):
            Self.snapshot(accounts.version(of: id), accounts[id]?.snapshot)
        case .slot(let id): Self.snapshot(slots.version(of: id), slots[id]?.snapshot)
        case .product(let id): Self.snapshot(products.version(of: id), products[id]?.snapshot)
        case .basket(let id): Self.snapshot(baskets.version(of: id), baskets[id]?.snapshot)
        case .services:
            Self.snapshot(services.version(of: .sole), services[.sole]?.snapshot)
        case .rates: Self.snapshot(rates.version(of: .sole), rates[.sole]?.snapshot)
        case .user, .session, .username, .email, .transfer, .hold, .shop, .order:
            nil
        }
    }

    private static func snapshot(_ version: StreamVersion?, _ state: [UInt8]?) -> StoredSnapshot? {
        guard let version, let state else { return nil }
        return Snapshot.stored(state, version: version)
    }
}
