import Model
import Queries

/// The number of a request that waits; the caller chooses it and keeps the request.
package struct WaitTicket: Hashable, Sendable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// Whether a request waits.
package enum WaitRegistration: Hashable, Sendable {
    /// The cache has reached the position: there is nothing to wait for.
    case reached
    /// The ticket comes back from `apply`, `warm` or `expire`.
    case waiting
    /// As many requests wait as may: respond with 503.
    case full
}

/// Requests that wait until the cache has reached a position.
///
/// Times are milliseconds of the caller's monotonic clock.
struct Waiters: Sendable {
    private struct Waiter: Sendable {
        let ticket: WaitTicket
        let position: LogPosition
        let deadline: Int64
    }

    private let limit: Int
    private(set) var count = 0
    private var waiting = PerReadModel<[Waiter]>(all: [])
    /// The nearest position per model, so that a batch that reaches no waiter costs one comparison.
    private var nearest = PerReadModel<LogPosition?>(all: nil)
    private var earliestDeadline: Int64?

    init(limit: Int) {
        self.limit = limit
    }

    /// False when as many wait as may.
    mutating func add(
        _ ticket: WaitTicket,
        for model: ReadModel,
        at position: LogPosition,
        deadline: Int64
    ) -> Bool {
        guard count < limit else { return false }
        count += 1
        waiting[model].append(Waiter(ticket: ticket, position: position, deadline: deadline))
        nearest[model] = min(nearest[model] ?? position, position)
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
        return true
    }

    /// Takes out the tickets that waited for `position` or less.
    mutating func reached(_ model: ReadModel, _ position: LogPosition) -> [WaitTicket] {
        guard let next = nearest[model], next <= position else { return [] }
        return take(from: model) { $0.position <= position }
    }

    /// Takes out the tickets whose deadline is `now` or before.
    mutating func expire(_ now: Int64) -> [WaitTicket] {
        guard let earliest = earliestDeadline, earliest <= now else { return [] }
        var expired: [WaitTicket] = []
        for model in ReadModel.allCases {
            expired += take(from: model) { $0.deadline <= now }
        }
        earliestDeadline = ReadModel.allCases.flatMap { waiting[$0] }.map(\.deadline).min()
        return expired
    }

    private mutating func take(
        from model: ReadModel,
        where isDone: (Waiter) -> Bool
    ) -> [WaitTicket] {
        let taken = waiting[model].filter(isDone).map(\.ticket)
        guard !taken.isEmpty else { return [] }
        waiting[model].removeAll(where: isDone)
        nearest[model] = waiting[model].map(\.position).min()
        count -= taken.count
        return taken
    }
}
