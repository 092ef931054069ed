import Model
import TestSupport

@testable import Cache
@testable import Queries

/// A log of which each position changes one user's balance: money comes, is reserved until a
/// deadline, or a reservation ends.
///
/// It knows the balances at every position and time.
struct SimulatedBalances {
    static let users: [Int64] = [1, 2, 3, 4, 5]

    private struct Reserved {
        let id: Int64
        let user: Int64
        let amount: Int64
        let deadline: Int64
        /// The positions of its first event and of its last.
        let begun: Int
        var ended: Int?

        func isThere(at position: Int) -> Bool {
            begun <= position && ended.map { $0 > position } ?? true
        }
    }

    /// The user whose balance changed at each position, from 1.
    private var history: [Int64] = []
    private var reserved: [Reserved] = []

    var count: Int { history.count }

    /// Adds an event that is recorded at this time.
    mutating func append(at now: Int64, _ generator: inout SeededGenerator) {
        let open = reserved.indices.filter { reserved[$0].ended == nil }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0, 1:
            reserved.append(
                Reserved(
                    id: Int64(count + 1),
                    user: Self.users[Int.random(in: 0..<Self.users.count, using: &generator)],
                    amount: Int64.random(in: 1...3, using: &generator),
                    deadline: now + Int64.random(in: 1...40, using: &generator),
                    begun: count + 1
                )
            )
            history.append(reserved[reserved.count - 1].user)
        case 2 where !open.isEmpty:
            let index = open[Int.random(in: 0..<open.count, using: &generator)]
            reserved[index].ended = count + 1
            history.append(reserved[index].user)
        case _: history.append(Self.users[Int.random(in: 0..<Self.users.count, using: &generator)])
        }
    }

    /// The users whose balances changed at these positions.
    func users(after start: Int, through end: Int) -> Set<Int64> { Set(history[start..<end]) }

    /// Reservations that began or ended at these positions.
    func changes(after start: Int, through end: Int) -> [SetAsideChange<BalanceRow.Key>] {
        (start + 1...end).flatMap { position in
            reserved.compactMap { one in
                if one.begun == position { return change(one, until: one.deadline, at: position) }
                return one.ended == position ? change(one, until: nil, at: position) : nil
            }
        }
    }

    /// Reservations that count at `position` and are pending in the table of transfers at `seenAt`.
    func reservations(
        of user: Int64,
        at position: Int,
        seenAt: Int
    ) -> [SetAsideChange<BalanceRow.Key>] {
        reserved.filter { $0.user == user && $0.isThere(at: seenAt) && $0.begun <= position }
            .map { change($0, until: $0.deadline, at: $0.begun) }
    }

    private func change(
        _ one: Reserved,
        until deadline: Int64?,
        at position: Int
    ) -> SetAsideChange<BalanceRow.Key> {
        SetAsideChange(
            owner: BalanceRow.Key(account: AccountID(one.user), currency: .rub),
            id: one.id,
            amount: one.amount,
            expiresAt: deadline,
            position: LogPosition(Int64(position))
        )
    }

    /// The row as the projections write it, without regard to the time.
    func balance(_ user: Int64, at position: Int) -> BalanceRow {
        let version = (history[..<position].lastIndex(of: user) ?? -1) + 1
        let pending = open(user, at: position).reduce(0) { $0 + $1.amount }
        return .of(
            user,
            Int64(version) * 10 - pending,
            pending: pending,
            at: LogPosition(Int64(version))
        )
    }

    /// How much is pending in the row though its deadline has passed.
    func overdue(_ user: Int64, at position: Int, _ now: Int64) -> Int64 {
        open(user, at: position).filter { $0.deadline <= now }.reduce(0) { $0 + $1.amount }
    }

    /// The correct answer.
    func body(_ question: Question, at position: Int, _ now: Int64) -> String {
        switch question {
        case .balance(let user, _):
            BalanceView(reckoned(user.rawValue, at: position, now)).answer(at: .start).text
        case .balances(let user):
            BalanceView.answer(
                [reckoned(user.rawValue, at: position, now)].filter { $0.position > .start },
                at: .start
            ).text
        case .transactions(let user, _, _):
            open(user.rawValue, at: position)
                .map { "\($0.id) \($0.deadline <= now ? "expired" : "pending")" }.description
        case .slotAvailability, .slot, .thing, .own, .referencedHolds, .shops, .shopCatalog, .order,
            .me, .user,
            .balancesAsOf, .activity, .statement, .refunds, .currencies, .rates,
            .exchangeQuote, .services,
            .basket, .users, .commands, .jobs, .projections, .overview:
            ""
        }
    }

    /// The next deadline that changes the answer.
    func nextDeadline(_ question: Question, at position: Int, after now: Int64) -> Int64? {
        switch question {
        case .balance(let user, _), .balances(let user), .transactions(let user, _, _):
            open(user.rawValue, at: position).map(\.deadline).filter { $0 > now }.min()
        case .slotAvailability, .slot, .thing, .own, .referencedHolds, .shops, .shopCatalog, .order,
            .me, .user,
            .balancesAsOf, .activity, .statement, .refunds, .currencies, .rates,
            .exchangeQuote, .services,
            .basket, .users, .commands, .jobs, .projections, .overview:
            nil
        }
    }

    private func reckoned(_ user: Int64, at position: Int, _ now: Int64) -> BalanceRow {
        let row = balance(user, at: position)
        let overdue = overdue(user, at: position, now)
        return .of(
            user,
            row.available + overdue,
            pending: row.pending - overdue,
            at: row.position
        )
    }

    private func open(_ user: Int64, at position: Int) -> [Reserved] {
        reserved.filter { $0.user == user && $0.isThere(at: position) }
    }
}
