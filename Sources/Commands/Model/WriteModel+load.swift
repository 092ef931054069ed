import EventStore
import Events
import Model

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
