import Events
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct TotalsProjectorTests {
    @Test(arguments: [61, 62, 63] as [UInt64])
    func `27: totals count all debits and users, and the holds and orders that are valid`(
        seed: UInt64
    ) throws {
        var random = RandomHistory(seed: seed)
        random.grow(to: 2_000)
        let events = random.history.events
        var counts: [TransferTotalRow.Key: Int64] = [:]
        var amounts: [TransferTotalRow.Key: Int128] = [:]
        var made: [CounterRow.Name: Int64] = [:]
        for event in events {
            if case .account(.debited(let posting)) = event.event {
                let key = TransferTotalRow.Key(
                    kind: posting.kind,
                    currency: posting.amount.currency
                )
                counts[key, default: 0] += 1
                amounts[key, default: 0] += Int128(posting.amount.minorUnits)
            }
            switch event.event.type {
            case .user(.registered): made[.users, default: 0] += 1
            case .hold(.placed): made[.holds, default: 0] += 1
            case .hold(.cancelled), .hold(.expired): made[.holds, default: 0] -= 1
            case .order(.placed), .order(.drafted): made[.orders, default: 0] += 1
            case .order(.cancelled), .order(.discarded): made[.orders, default: 0] -= 1
            default: break
            }
        }
        let totals = try fold(TransferTotalProjector.self, events)
        #expect(totals.mapValues(\.count) == counts)
        #expect(totals.mapValues(\.amount) == amounts)
        #expect(totals.count >= 5)
        let counters = try fold(CounterProjector.self, events)
        #expect(counters.mapValues(\.count) == made)
        #expect(made.count == CounterRow.Name.allCases.count)
        let holds = try fold(HoldProjector.self, events).values.map(\.state)
        #expect(holds.contains { $0 == .cancelled || $0 == .expired })
        #expect(holds.count { $0 == .held || $0 == .confirmed } == made[.holds].map(Int.init))
        let hours = try fold(TransactionHourProjector.self, events)
        #expect(hours.values.map(\.count).reduce(0, +) == counts.values.reduce(0, +))
    }

    @Test func `a sum beyond 64 bits stays exact, across nodes too`() throws {
        var history = History()
        let largest = Int64.max
        for _ in 0..<2 { history.transfer(from: .house, to: .sales, largest) }
        let half = history.events.count
        history.transfer(from: .sales, to: .house, largest)
        // Other tables can't hold three times as much, and stop: these do not.
        let database = try ReadDatabase()
        try database.append(history.events[..<half])
        try database.session().session.settle()
        try database.append(history.events[half...])
        try database.session().session.settle()
        #expect(
            try database.contents()["transfer_totals"] == [
                "(transfer,RUB,3,27670116110564327421,5)"
            ]
        )
        #expect(try database.checkpoints()[.totals]?.position == history.events.last?.position)
    }

    @Test func `an amount that is not a number is refused`() throws {
        let connection = try ReadDatabase().connection
        for digits in ["", "1.5", "one"] {
            var columns = ColumnReader(
                try connection.execute("SELECT $1", [.text(digits)]).only()
            )
            #expect(throws: PostgresError.self) { try columns.int128() }
        }
    }

    @Test(arguments: [
        Event.user(
            .registered(
                UserRegistered(
                    username: ClaimHash(UUID128(high: 1, low: 1)),
                    email: ClaimHash(UUID128(high: 1, low: 2))
                )
            )
        ),
        .order(.drafted(OrderDrafted(user: UserID(3), services: []))),
        .hold(
            .placed(
                HoldPlaced(slot: SlotID(1), user: UserID(3), expiresAt: History.time(9))
            )
        ),
    ])
    func `a creation in a stream of another kind is refused`(_ event: Event) throws {
        var history = History()
        history.command(.slot(SlotID(1)), event)
        #expect(throws: ProjectionFault(LogPosition(1), .wrongStream)) {
            try fold(CounterProjector.self, history.events)
        }
    }

    @Test func `a debit in a stream of another kind is refused`() throws {
        var history = History()
        history.transfer(from: .house, to: .sales, 5)
        guard case .account(.debited(let posting)) = history.events[0].event else {
            Issue.record("no debit comes first")
            return
        }
        var other = History()
        other.command(.slot(SlotID(1)), .account(.debited(posting)))
        #expect(throws: ProjectionFault(LogPosition(1), .wrongStream)) {
            try fold(TransferTotalProjector.self, other.events)
        }
    }
}
