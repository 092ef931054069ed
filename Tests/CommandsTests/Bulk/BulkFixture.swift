import Events

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// Three users with 100 roubles each, and bulks between them.
final class BulkFixture {
    let node = Node()
    let users: [UserID]

    init() throws {
        let node = node
        users = try (1...3).map { try node.register(UInt64($0)) }
    }

    /// A transfer to the user of this number; of another number nobody has the id.
    func item(
        _ amount: Int64,
        to number: Int,
        from payer: Int? = nil,
        linked: Bool = false,
        in currency: Currency = .rub
    ) -> TransferBulk.Item {
        TransferBulk.Item(
            TransferMoney(
                to: .user(user(number)),
                amount: Money(amount, currency),
                from: payer.map(user)
            ),
            isLinked: linked
        )
    }

    /// The user with this index, or an id that nobody has.
    private func user(_ number: Int) -> UserID {
        users.indices.contains(number) ? users[number] : UserID(9_000 + Int64(number))
    }

    /// Sends the bulk of the first user as one command.
    func send(
        _ mode: BulkMode,
        _ items: [TransferBulk.Item],
        by actor: Actor? = nil,
        key: String? = "bulk"
    ) -> Outcome {
        let actor = actor ?? Actor(users[0])
        return node.process([node.submission(TransferBulk(mode, items), by: actor, key: key)])[0]
    }

    var balances: [Int64] { users.map(node.balance) }

    /// The balances as a fresh node decides on them: what the model holds must be what the log says.
    var modelAgrees: Bool {
        let fresh = Node(node.log)
        fresh.clock.seconds = node.clock.seconds
        return users.indices.allSatisfy { index in
            let other = users[(index + 1) % users.count]
            let all = node.balance(users[index])
            let more = TransferMoney(to: .user(other), amount: rub(all + 1))
            return node.process(more, by: users[index]).reason == "insufficient-funds"
                && fresh.process(more, by: users[index]).reason == "insufficient-funds"
        }
    }
}

extension Outcome {
    /// Which items were done, one digit each; nil unless each was decided for itself.
    var results: String? {
        if case .decided(let results, _, _) = self { results.text } else { nil }
    }

    /// The refusal's detail.
    var detail: String? {
        if case .rejected(_, let detail, _, _) = self { detail } else { nil }
    }
}
