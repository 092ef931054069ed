import Events
import Model

/// Whose bulk the writer gets next, and how many items of bulks it has.
///
/// A pure state. Users take turns: the next bulk is that of the user with the fewest items at the
/// writer, and of these the oldest. It is waited for until there is room, so that a large one does
/// not wait for ever.
struct BulkTurns<Run: Sendable>: Sendable {
    private struct Entry: Sendable {
        let run: Run
        let user: UserID
        let weight: Int
    }

    private let limit: Int
    /// Oldest first.
    private var waiting: [Entry] = []
    private var items = 0
    private var shares: [UserID: Int] = [:]

    /// `limit`: the most items that the writer has at once, unless a single bulk has more.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ run: Run, of user: UserID, weight: Int) {
        waiting.append(Entry(run: run, user: user, weight: weight))
    }

    /// The bulk that the writer gets now; nil if none waits, or the next has no room.
    mutating func begin() -> Run? {
        let next = waiting.indices.min { share(of: $0) < share(of: $1) }
        guard let next else { return nil }
        let entry = waiting[next]
        guard items == 0 || items + entry.weight <= limit else { return nil }
        waiting.remove(at: next)
        items += entry.weight
        shares[entry.user, default: 0] += entry.weight
        return entry.run
    }

    mutating func end(of user: UserID, weight: Int) {
        items -= weight
        let share = (shares[user] ?? 0) - weight
        shares[user] = share > 0 ? share : nil
    }

    private func share(of index: Int) -> Int { shares[waiting[index].user] ?? 0 }
}
