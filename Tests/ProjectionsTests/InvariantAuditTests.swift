import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model
@testable import Projections

@Suite(.patient) struct InvariantAuditTests {
    @Test(arguments: Array(1...20) as [UInt64])
    func `a sound history breaks no rule`(seed: UInt64) {
        var random = RandomHistory(seed: seed)
        random.grow(to: 600)
        #expect(violation(random.history) == nil)
    }

    @Test func `random sound histories contain events of every type`() {
        var types: Set<EventType> = []
        for seed in 1...4 as ClosedRange<UInt64> {
            var random = RandomHistory(seed: seed)
            random.grow(to: 1_500)
            types.formUnion(random.history.events.map(\.event.type))
        }
        #expect(types == Set(EventType.allCases))
    }

    @Test func `a posting without its counterpart is unbalanced at the end of its command`() {
        var history = History()
        history.register()
        let legs = history.movement(
            from: .house,
            to: .sales,
            Money(5, .rub),
            .transfer,
            at: history.next
        )
        history.command([legs[0]])
        let position = LogPosition(7)
        #expect(
            violation(history) == InvariantViolation(position, .unbalanced(.rub, sum: -5))
        )
        history.command([legs[1]])
        #expect(
            violation(history) == InvariantViolation(position, .unbalanced(.rub, sum: -5))
        )
    }

    @Test func `an account below zero is found at the event that overdraws it`() {
        var history = History()
        let account = AccountID(of: history.register(grant: 10))
        history.transfer(from: account, to: .house, 11)
        #expect(
            violation(history)
                == InvariantViolation(LogPosition(7), .overdrawn(account, Money(-1, .rub)))
        )
    }

    @Test func `more taken seats than the capacity are found`() {
        var history = History()
        let slot = SlotID(1)
        history.command(
            .slot(slot),
            .slot(.created(SlotDetails(title: "", capacity: 1, startsAt: nil)))
        )
        for hold in [HoldID(2), HoldID(3)] {
            history.command(
                .slot(slot),
                .slot(.seatHeld(SeatHeld(hold: hold, expiresAt: History.time(1))))
            )
        }
        #expect(
            violation(history)
                == InvariantViolation(
                    LogPosition(3),
                    .seats(slot, held: 2, confirmed: 0, capacity: 1)
                )
        )
    }

    @Test(
        arguments: [
            ([HoldEvent.confirmed(reference), .expired(reference)], HoldState.confirmed, .expired),
            ([.cancelled(reference), .cancelled(reference)], .cancelled, .cancelled),
            ([.expired(reference), .confirmed(reference)], .expired, .confirmed),
        ] as [([HoldEvent], HoldState, HoldState)]
    )
    func `a hold can end only once`(events: [HoldEvent], from: HoldState, to: HoldState) {
        var history = History()
        let hold = HoldID(1)
        history.command(
            .hold(hold),
            .hold(
                .placed(
                    HoldPlaced(slot: SlotID(9), user: UserID(8), expiresAt: History.time(1))
                )
            )
        )
        for event in events { history.command(.hold(hold), .hold(event)) }
        #expect(
            violation(history)
                == InvariantViolation(LogPosition(3), .hold(hold, from: from, to: to))
        )
    }

    private static let reference = HoldReference(slot: SlotID(9), user: UserID(8))

    private func order(tax: Int64, total: Int64) -> History {
        var history = History()
        let line = OrderLine(
            product: ProductID(7),
            name: "",
            quantity: 2,
            unitPrice: 5,
            amount: 10
        )
        history.command(
            .order(OrderID(1)),
            .order(
                .placed(
                    OrderPlaced(
                        user: UserID(8),
                        lines: [line],
                        currency: .rub,
                        tax: tax,
                        total: total
                    )
                )
            )
        )
        return history
    }

    @Test func `lines and tax must add up to the total`() {
        #expect(violation(order(tax: 1, total: 11)) == nil)
        #expect(
            violation(order(tax: 1, total: 10))
                == InvariantViolation(LogPosition(1), .orderSum(OrderID(1)))
        )
    }

    @Test func `an order must be paid by one transfer of its total`() {
        for amount in [10, 11] as [Int64] {
            var history = order(tax: 1, total: 11)
            let transfer = TransferID(createdAt: history.next)
            history.command(
                history.movement(
                    from: .house,
                    to: .sales,
                    Money(amount, .rub),
                    .payment,
                    order: OrderID(1),
                    at: history.next
                ) + [
                    NewEvent(
                        .order(OrderID(1)),
                        .order(.paid(OrderPaid(user: UserID(8), transfer: transfer)))
                    )
                ]
            )
            #expect(
                violation(history)
                    == (amount == 11
                        ? nil : InvariantViolation(LogPosition(4), .orderPayment(OrderID(1))))
            )
        }
    }

    @Test func `reserving more units than in stock is found`() {
        var history = History()
        let product = ProductID(1)
        history.command(
            .product(product),
            .product(
                .created(
                    ProductCreated(
                        shop: ShopID(9),
                        name: "",
                        description: "",
                        price: Money(1, .rub),
                        quantity: 2
                    )
                )
            )
        )
        history.command(
            .product(product),
            .product(.reserved(StockMovement(order: OrderID(5), quantity: 3)))
        )
        #expect(
            violation(history)
                == InvariantViolation(LogPosition(2), .stock(product, onHand: 2, reserved: 3))
        )
    }
}
