import Events

@testable import Commands
@testable import Entities
@testable import Model

/// Every command on an order that exists.
enum OrderAction: CaseIterable {
    case pay
    case cancel
    case change
    case start
    case discard
    case recordRegistration
    case recordCompletion
    case recordCancellation
    case recordCancellationSent

    /// The commands of the order's owner; the others are the system's.
    static let owners: [OrderAction] = [.pay, .cancel, .change, .start, .discard]

    var actor: Actor { Self.owners.contains(self) ? Actor(alice) : .system }

    var command: any Command {
        switch self {
        case .pay: PayOrder(purchase)
        case .cancel: CancelOrder(purchase)
        case .change: ChangeServices(purchase, to: [painting, cleaning])
        case .start: StartProcessing(purchase, registration: registration)
        case .discard: DiscardOrder(purchase)
        case .recordRegistration: RecordOutsideStep(.registered, of: purchase)
        case .recordCompletion: RecordOutsideStep(.done, of: purchase)
        case .recordCancellation: RecordOutsideStep(.cancelled, of: purchase)
        case .recordCancellationSent: RecordOutsideStep(.cancellationSent, of: purchase)
        }
    }

    /// The events of the command where it is allowed.
    func events(in stage: OrderStage) -> [NewEvent] {
        let alices = OrderReference(user: alice)
        let (wallet, total) = (AccountID(of: alice), rub(300))
        let transfer = TransferID(1_000)
        switch self {
        case .pay:
            return [
                on(wallet, .debited(posting(.payment, .sales, total, order: purchase))),
                on(.sales, .credited(posting(.payment, wallet, total, order: purchase))),
                change(.paid(OrderPaid(user: alice, transfer: transfer))),
                stock(bread, ProductEvent.sold, 2),
                stock(cake, ProductEvent.sold, 1),
            ]
        case .cancel where stage == .paid:
            return [
                on(.sales, .debited(posting(.refund, wallet, total, order: purchase))),
                on(wallet, .credited(posting(.refund, .sales, total, order: purchase))),
                change(.cancelled(OrderCancelled(user: alice, refund: transfer))),
                stock(bread, ProductEvent.returned, 2),
                stock(cake, ProductEvent.returned, 1),
            ]
        case .cancel where stage == .placed:
            return [
                change(.cancelled(OrderCancelled(user: alice, refund: nil))),
                stock(bread, ProductEvent.released, 2),
                stock(cake, ProductEvent.released, 1),
            ]
        case .cancel: return [change(.cancelled(OrderCancelled(user: alice, refund: nil)))]
        case .change: return [change(.servicesChanged(ordered(painting, cleaning)))]
        case .start:
            let started = ProcessingStarted(user: alice, registration: registration)
            return [change(.processingStarted(started))]
        case .discard: return [change(.discarded(alices))]
        case .recordRegistration: return [change(.registered(alices))]
        case .recordCompletion: return [change(.done(alices))]
        case .recordCancellation:
            return [
                change(.cancelled(OrderCancelled(user: alice, refund: nil))),
                change(.cancellationSent(alices)),
            ]
        case .recordCancellationSent: return [change(.cancellationSent(alices))]
        }
    }

    private func change(_ event: OrderEvent) -> NewEvent {
        NewEvent(.order(purchase), .order(event))
    }
}

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
