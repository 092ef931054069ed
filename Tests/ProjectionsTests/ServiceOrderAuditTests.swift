import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model
@testable import Projections

/// Violations of the rules for orders of services.
@Suite(.patient) struct ServiceOrderAuditTests {
    private static let user = UserID(8)
    private static let order = OrderID(1)
    private static let reference = OrderReference(user: user)
    private static let services = (1...2).map {
        OrderedService(service: ServiceID(UUID128(high: 0, low: $0)), name: "")
    }
    private static let started = OrderEvent.processingStarted(
        ProcessingStarted(user: user, registration: UUID128(high: 1, low: 1))
    )
    private static let cancelled = OrderEvent.cancelled(OrderCancelled(user: user, refund: nil))
    private static let registered = OrderEvent.registered(reference)
    private static let done = OrderEvent.done(reference)
    private static let sent = OrderEvent.cancellationSent(reference)
    private static let discarded = OrderEvent.discarded(reference)
    private static let changed = OrderEvent.servicesChanged(
        OrderDrafted(user: user, services: services)
    )

    private func history(_ events: [OrderEvent], services: [OrderedService] = services) -> History {
        var history = History()
        let drafted = OrderDrafted(user: Self.user, services: services)
        history.command(.order(Self.order), .order(.drafted(drafted)))
        for event in events { history.command(.order(Self.order), .order(event)) }
        return history
    }

    @Test(
        arguments: [
            [changed, started, registered, done], [started, cancelled, sent], [cancelled],
            [started, cancelled, registered, sent], [started, registered, cancelled, sent],
            [changed, discarded],
        ]
    )
    func `every allowed sequence of order events is sound`(events: [OrderEvent]) {
        #expect(violation(history(events)) == nil)
    }

    @Test(
        arguments: [
            ([done], .draft, .done), ([discarded, started], .discarded, .inProcessing),
            ([cancelled, started], .cancelled, .inProcessing),
            ([started, started], .inProcessing, .inProcessing),
            ([started, changed], .inProcessing, .draft),
            ([started, discarded], .inProcessing, .discarded),
            ([started, registered, done, cancelled], .done, .cancelled),
            ([started, registered, done, done], .done, .done),
            ([started, cancelled, cancelled], .cancelled, .cancelled),
            ([started, registered, cancelled, done], .cancelled, .done),
            ([.paid(OrderPaid(user: user, transfer: TransferID(1)))], .draft, .paid),
        ] as [([OrderEvent], OrderStatus, OrderStatus)]
    )
    func `any other change of an order's status is found`(
        events: [OrderEvent],
        from: OrderStatus,
        to: OrderStatus
    ) {
        #expect(
            violation(history(events))
                == InvariantViolation(
                    LogPosition(Int64(events.count) + 1),
                    .order(Self.order, from: from, to: to)
                )
        )
    }

    @Test(
        arguments: [
            ([registered], .order(.registered)),
            ([started, registered, registered], .order(.registered)),
            ([started, done], .order(.done)), ([started, sent], .order(.cancellationSent)),
            ([cancelled, sent], .order(.cancellationSent)),
            ([started, cancelled, sent, sent], .order(.cancellationSent)),
            ([started, cancelled, sent, registered], .order(.registered)),
            ([started, registered, done, registered], .order(.registered)),
        ] as [([OrderEvent], EventType)]
    )
    func `messages to the outside service are in order, and each once`(
        events: [OrderEvent],
        type: EventType
    ) {
        #expect(
            violation(history(events))
                == InvariantViolation(
                    LogPosition(Int64(events.count) + 1),
                    .notFollowing(.order(Self.order), type)
                )
        )
    }

    @Test func `a draft must be the first event of an order`() {
        var history = History()
        history.command(.order(Self.order), .order(Self.started))
        #expect(
            violation(history)
                == InvariantViolation(
                    LogPosition(1),
                    .order(Self.order, from: nil, to: .inProcessing)
                )
        )
    }

    @Test(arguments: [[], [services[0], services[1], services[0]]])
    func `an order of services has at least one service, each once`(services: [OrderedService]) {
        let drafted = OrderDrafted(user: Self.user, services: services)
        for history in [
            history([], services: services), history([.servicesChanged(drafted)]),
        ] {
            #expect(
                violation(history)
                    == InvariantViolation(
                        LogPosition(Int64(history.events.count)),
                        .orderServices(Self.order)
                    )
            )
        }
    }

    @Test func `two orders can't have the same name outside`() {
        var history = history([Self.started])
        let other = OrderID(createdAt: history.next)
        let drafted = OrderDrafted(user: Self.user, services: Self.services)
        history.command(.order(other), .order(.drafted(drafted)))
        history.command(.order(other), .order(Self.started))
        #expect(
            violation(history) == InvariantViolation(LogPosition(4), .registration(other))
        )
    }

    @Test func `an order of services can't be refunded`() {
        let cancelled = OrderCancelled(user: Self.user, refund: TransferID(1))
        #expect(
            violation(history([.cancelled(cancelled)]))
                == InvariantViolation(LogPosition(2), .orderPayment(Self.order))
        )
    }

    @Test func `a payment without its order event is found`() {
        var history = history([])
        history.command(
            history.movement(
                from: .house,
                to: .sales,
                Money(5, .rub),
                .payment,
                order: Self.order,
                at: history.next
            )
        )
        #expect(
            violation(history) == InvariantViolation(LogPosition(3), .orderPayment(Self.order))
        )
    }
}
