import Events

@testable import Commands
@testable import Model

/// Every state of an order that some command distinguishes.
enum OrderStage: CaseIterable {
    case missing
    case draft
    case placed
    case paid
    /// In processing, before the outside service has answered.
    case started
    case registered
    case done
    /// An order that the outside service never heard of.
    case cancelled
    case cancelledDraft
    /// Cancelled while it was being registered outside.
    case cancelledStarted
    case cancelledRegistered
    /// The outside service was notified, or cancelled the order itself.
    case cancellationSent
    case discarded

    /// The state that decisions see.
    var state: Order.State {
        switch self {
        case .missing: .missing
        case .draft: .draft
        case .placed: .placed
        case .paid: .paid
        case .started, .registered: .inProcessing
        case .done: .done
        case .cancelled, .cancelledDraft, .cancelledStarted, .cancelledRegistered,
            .cancellationSent:
            .cancelled
        case .discarded: .discarded
        }
    }

    /// The order's own events: two breads of 50 and a cake of 200, or cleaning.
    var past: [OrderEvent] {
        let alices = OrderReference(user: alice)
        let draft = OrderEvent.drafted(ordered(cleaning))
        let started = OrderEvent.processingStarted(
            ProcessingStarted(user: alice, registration: registration)
        )
        let lines = [line(bread, 2, at: 50), line(cake, 1, at: 200)]
        let placed = OrderEvent.placed(
            OrderPlaced(user: alice, lines: lines, currency: .rub, tax: 0, total: 300)
        )
        let cancelled = OrderEvent.cancelled(OrderCancelled(user: alice, refund: nil))
        return switch self {
        case .missing: []
        case .draft: [draft]
        case .placed: [placed]
        case .paid: [placed, .paid(OrderPaid(user: alice, transfer: TransferID(1)))]
        case .started: [draft, started]
        case .registered: [draft, started, .registered(alices)]
        case .done: [draft, started, .registered(alices), .done(alices)]
        case .cancelled: [placed, cancelled]
        case .cancelledDraft: [draft, cancelled]
        case .cancelledStarted: [draft, started, cancelled]
        case .cancelledRegistered: [draft, started, .registered(alices), cancelled]
        case .cancellationSent:
            [draft, started, .registered(alices), cancelled, .cancellationSent(alices)]
        case .discarded: [draft, .discarded(alices)]
        }
    }

    /// All events, including those of Alice's `funds`, the stock and the catalogue.
    func given(funds: Int64 = 300) -> Given {
        Given(
            events: wallet(alice, rub(funds)) + product(bread, rub(50), quantity: 10)
                + product(cake, rub(200), quantity: 3) + catalogue(cleaning, painting)
                + past.map { NewEvent(.order(purchase), .order($0)) }
        )
    }
}
