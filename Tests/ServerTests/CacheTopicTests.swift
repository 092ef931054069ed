import Events
import TestSupport
import Testing

@testable import Cache
@testable import Model
@testable import Node
@testable import Projections
@testable import Queries

/// 33. Each change of a read model drops the pages that were made from it.
@Suite(.patient) struct CacheTopicTests {
    private static let user = UserID(7)

    /// What each field of a batch makes the cache do.
    private static let effects: [String: (@Sendable (inout ProjectionBatch) -> Void, Effect)] = [
        "balances": ({ $0.balances = [balance] }, .balance(of: balance)),
        "slots": ({ $0.slots = [slot] }, .slot(slot)),
        "deadlines": ({ $0.deadlines = [reservation, seat] }, .setAside(reserved: 1, seats: 1)),
        "transactionAccounts": (
            { $0.transactionAccounts = [AccountID(7)] }, .touches([.transactions(of: user)])
        ),
        "holdUsers": ({ $0.holdUsers = [user] }, .touches([.holds(of: user)])),
        "orderUsers": ({ $0.orderUsers = [user] }, .touches([.orders(of: user)])),
        "users": ({ $0.users = [row] }, .touches([.profile(of: user)])),
        "basketUsers": ({ $0.basketUsers = [user] }, .touches([.basket(of: user)])),
        "ratesChanged": ({ $0.ratesChanged = true }, .touches([.rates])),
        "servicesChanged": ({ $0.servicesChanged = true }, .touches([.services])),
        "shopsChanged": ({ $0.shopsChanged = true }, .touches([.shops])),
        "catalogs": ({ $0.catalogs = [ShopID(3)] }, .touches([.catalog(of: ShopID(3))])),
    ]

    private enum Effect: Sendable {
        case balance(of: BalanceRow)
        case slot(SlotRow)
        case setAside(reserved: Int, seats: Int)
        case touches([Topic])
    }

    /// Where a batch is, not what changed; ended sessions revoke tokens, and no page shows them.
    private static let others: Set<String> = [
        "kind", "positions", "tail", "lookedAt", "source", "endedSessions",
    ]

    @Test func `every field of a batch has its effect on the cache`() throws {
        let fields = Mirror(reflecting: Self.batch).children.compactMap(\.label)
        #expect(
            Set(fields) == Self.others.union(Self.effects.keys),
            "a field without an effect leaves old pages in the cache"
        )
        for (field, (change, effect)) in Self.effects {
            var batch = Self.batch
            change(&batch)
            let changes = CacheBatch(batch)
            switch effect {
            case .balance(let row): #expect(changes.balances == [row], "\(field)")
            case .slot(let row): #expect(changes.slots == [row], "\(field)")
            case .setAside(let reserved, let seats):
                #expect(changes.reservations.count == reserved, "\(field)")
                #expect(changes.seats.count == seats, "\(field)")
            case .touches(let topics): #expect(changes.touched == topics, "\(field)")
            }
        }
    }

    private static var batch: ProjectionBatch {
        ProjectionBatch(kind: .advanced, positions: [.balances: LogPosition(9)])
    }

    private static let balance = BalanceRow(
        account: AccountID(7),
        currency: .rub,
        available: 1,
        position: LogPosition(9)
    )
    private static let slot = SlotRow(
        slot: SlotID(5),
        title: "Tea",
        capacity: 2,
        held: 0,
        confirmed: 0,
        startsAt: nil,
        createdAt: Timestamp(microseconds: 0),
        position: LogPosition(9)
    )
    private static let row = UserRow(
        user: user,
        roles: [],
        createdAt: Timestamp(microseconds: 0),
        position: LogPosition(9)
    )
    private static let reservation = DeadlineChange(
        position: LogPosition(9),
        subject: .reservation(TransferID(4), of: AccountID(7), Money(1, .rub)),
        expiresAt: nil
    )
    private static let seat = DeadlineChange(
        position: LogPosition(9),
        subject: .seat(HoldID(6), in: SlotID(5)),
        expiresAt: nil
    )
}
