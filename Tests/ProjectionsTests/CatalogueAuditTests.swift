import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model
@testable import Projections

/// Violations of the rules for rates, services and baskets.
@Suite(.patient) struct CatalogueAuditTests {
    private static let service = ServiceID(UUID128(high: 1, low: 2))
    private static let listed = ServiceEvent.listed(details)
    private static let changed = ServiceEvent.changed(details)
    private static let delisted = ServiceEvent.delisted(service)
    private static let details = ServiceDetails(service: service, name: "", description: "")

    @Test(
        arguments: [
            ([listed, listed], .service(.listed)), ([changed], .service(.changed)),
            ([delisted], .service(.delisted)), ([listed, delisted, changed], .service(.changed)),
            ([listed, delisted, delisted], .service(.delisted)),
        ] as [([ServiceEvent], EventType)]
    )
    func `a service is listed before it changes or goes`(events: [ServiceEvent], type: EventType) {
        var history = History()
        for event in events { history.command(.services, .service(event)) }
        #expect(
            violation(history)
                == InvariantViolation(
                    LogPosition(Int64(events.count)),
                    .notFollowing(.services, type)
                )
        )
    }

    @Test(
        arguments: [
            ([], false), (["EUR"], true), (["EUR", "RUB"], true), (["RUB", "EUR"], false),
            (["EUR", "EUR"], false),
        ]
    )
    func `quotes name each currency once, in order of code`(codes: [String], isSound: Bool) throws {
        let quotes = try codes.map { code in
            RateQuote(
                currency: try #require(Currency(code)),
                rate: try #require(ExactDecimal("1.5"))
            )
        }
        var history = History()
        let recorded = RatesRecorded(quotes: quotes, quotedAt: History.time(1))
        history.command(.rates, .rates(.recorded(recorded)))
        #expect(
            violation(history) == (isSound ? nil : InvariantViolation(LogPosition(1), .rates))
        )
    }

    private static let user = UserID(8)

    private func basket(_ lines: [(Int64, Int64)]) -> Event {
        let lines = lines.map { BasketLine(product: ProductID($0), quantity: $1) }
        return .basket(.changed(BasketChanged(lines: lines)))
    }

    @Test(
        arguments: [
            ([(1, 2), (3, 0)], true), ([], false), ([(1, 2), (1, 3)], false), ([(1, -1)], false),
        ] as [([(Int64, Int64)], Bool)]
    )
    func `a basket has each product once and no negative quantity`(
        lines: [(Int64, Int64)],
        isSound: Bool
    ) {
        var history = History()
        history.command(.basket(Self.user), basket(lines))
        let found = InvariantViolation(LogPosition(1), .basket(Self.user))
        #expect(violation(history) == (isSound ? nil : found))
    }

    private func placed(by user: UserID) -> Event {
        let line = OrderLine(
            product: ProductID(1),
            name: "",
            quantity: 1,
            unitPrice: 5,
            amount: 5
        )
        let placed = OrderPlaced(user: user, lines: [line], currency: .rub, tax: 0, total: 5)
        return .order(.placed(placed))
    }

    @Test func `a basket becomes exactly one order of its user`() {
        for owner in [Self.user, UserID(9)] {
            var history = History()
            history.command(.basket(Self.user), basket([(1, 1)]))
            history.command([
                NewEvent(.order(OrderID(2)), placed(by: owner)),
                NewEvent(.basket(Self.user), .basket(.ordered(OrderID(2)))),
            ])
            let found = InvariantViolation(LogPosition(3), .basket(Self.user))
            #expect(violation(history) == (owner == Self.user ? nil : found))
        }
    }

    @Test func `an empty basket can't be ordered`() {
        var history = History()
        history.command(.basket(Self.user), basket([(1, 1)]))
        history.command(.basket(Self.user), basket([(1, 0)]))
        history.command([
            NewEvent(.order(OrderID(3)), placed(by: Self.user)),
            NewEvent(.basket(Self.user), .basket(.ordered(OrderID(3)))),
        ])
        #expect(
            violation(history) == InvariantViolation(LogPosition(4), .basket(Self.user))
        )
    }
}
