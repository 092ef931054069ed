import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

/// The rows that show what a client stored with a transfer, a hold or an order.
@Suite(.patient) struct AnnotationRowTests {
    private static let annotation = Annotation(
        reference: "INV-2041",
        metadata: Metadata([("invoice", "2041")])
    )

    @Test func `a transfer's row has what its debit says, posted at once or later`() throws {
        var history = History()
        let sender = AccountID(of: history.register(grant: 1_000))
        let receiver = AccountID(of: history.register(grant: 0))
        let direct = history.transfer(
            from: sender,
            to: receiver,
            5,
            annotation: Self.annotation
        )
        let plain = history.transfer(from: sender, to: receiver, 5)
        let pending = history.reserve(from: sender, to: receiver, 6, annotation: Self.annotation)
        let reserved = try fold(PendingTransferProjector.self, history.events)
        #expect(reserved[pending]?.annotation == Self.annotation)
        history.post(pending, 6)
        let rows = try fold(TransactionProjector.self, history.events)
        #expect(rows[direct]?.annotation == Self.annotation)
        #expect(rows[plain]?.annotation == nil)
        #expect(rows[pending]?.annotation == Self.annotation)
        #expect(try fold(PendingTransferProjector.self, history.events)[pending]?.annotation != nil)
    }

    @Test func `a hold and an order keep it through their lives`() throws {
        let (user, hold, slot) = (UserID(3), HoldID(10), SlotID(1))
        let (order, draft) = (OrderID(20), OrderID(21))
        var history = History()
        let placed = HoldPlaced(
            slot: slot,
            user: user,
            expiresAt: History.time(300),
            annotation: Self.annotation
        )
        history.command(.hold(hold), .hold(.placed(placed)))
        history.command(.hold(hold), .hold(.confirmed(HoldReference(slot: slot, user: user))))
        let ordered = OrderPlaced(
            user: user,
            lines: [],
            currency: .rub,
            tax: 0,
            total: 0,
            annotation: Self.annotation
        )
        history.command(.order(order), .order(.placed(ordered)))
        history.command(
            .order(order),
            .order(.cancelled(OrderCancelled(user: user, refund: nil)))
        )
        let drafted = OrderDrafted(user: user, services: [], annotation: Self.annotation)
        history.command(.order(draft), .order(.drafted(drafted)))
        history.command(
            .order(draft),
            .order(.servicesChanged(OrderDrafted(user: user, services: [])))
        )
        #expect(try fold(HoldProjector.self, history.events)[hold]?.annotation == Self.annotation)
        let orders = try fold(OrderProjector.self, history.events)
        #expect(orders[order]?.annotation == Self.annotation)
        #expect(orders[draft]?.annotation == Self.annotation)
    }
}
