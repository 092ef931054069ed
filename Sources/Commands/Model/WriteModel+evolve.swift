import Events
import Model

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
