import Entities
import Events
import TestSupport

@testable import Model

/// Bulks of transfers and of holds, and the parts of those whose items each count for themselves.
extension Traffic {
    /// The next part of a bulk that waits for one; nil if none does.
    mutating func nextPart() -> Request? {
        guard let number = bulks.filter({ !$1.isInFlight }).keys.min(), var client = bulks[number]
        else { return nil }
        client.isInFlight = true
        bulks[number] = client
        return make(.bulk(client.partIntent), client.actor, client.partKey, of: number)
    }

    /// Begins a bulk, and returns its first part or, of one that is decided as a whole, the request.
    mutating func beginBulk(_ state: Reference) -> Request? {
        let intent = bulkIntent(state)
        let actor = actor(of: intent, state)
        guard intent.isEach else {
            return make(.bulk(intent), actor, random.chance(70) ? newKey() : nil)
        }
        let number = Int(random.number(1...Int64.max))
        bulks[number] = BulkClient(intent, actor, key: newKey(), partSize: partSize())
        return nextPart()
    }

    /// Takes the outcome of a part; returns what its client gets, once it gets it.
    mutating func took(_ outcome: Outcome, of request: Request) -> BulkClient.Ended? {
        guard let number = request.bulk, let ended = bulks[number]?.take(outcome) else {
            return nil
        }
        bulks[number] = nil
        return ended
    }

    /// The client sends the whole bulk again.
    mutating func restart(_ number: Int) {
        let size = partSize()
        bulks[number]?.restart(partSize: size)
    }

    private mutating func partSize() -> Int { Int(random.number(1...6)) }

    private mutating func bulkIntent(_ state: Reference) -> BulkIntent {
        let count = random.chance(10) ? random.number(15...40) : random.number(1...9)
        let isAdministrative = random.chance(25)
        let holds = random.chance(40)
        let items = (0..<count).map { index in
            BulkIntent.Item(
                principal: isAdministrative && random.chance(70) ? principal(state) : nil,
                action: holds ? seat(state) : payment(state),
                note: note(),
                isLinked: index < count - 1 && random.chance(25)
            )
        }
        return BulkIntent(isEach: random.chance(60), items: items)
    }

    private mutating func payment(_ state: Reference) -> BulkIntent.Action {
        let isNamed = random.chance(20)
        return .pay(isNamed ? .name(UInt64(random.number(0...400))) : .user(user(state)), amount())
    }

    private mutating func seat(_ state: Reference) -> BulkIntent.Action {
        .hold(slot(state), seconds: Int(random.number(1...40)))
    }

    /// A user, sometimes one whom nobody knows.
    private mutating func principal(_ state: Reference) -> UserID {
        random.chance(90) ? user(state) : UserID(random.number(1...9_000))
    }

    private mutating func actor(of intent: BulkIntent, _ state: Reference) -> Actor {
        guard intent.items.contains(where: { $0.principal != nil }), random.chance(90) else {
            return random.chance(2) ? .system : Actor(user(state))
        }
        // While nobody is an administrator, the service itself sends it.
        guard let administrator = state.admins.sorted().randomElement(using: &random)
        else { return .system }
        return Actor(administrator)
    }
}
