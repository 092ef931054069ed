import Events
import Model

/// An order as decisions see it: of products, placed and paid, or of services, carried out outside.
struct Order: Entity {
    /// Every way through an order's life; `done`, `cancelled` and `discarded` have no way out.
    enum State: Hashable, CaseIterable {
        /// There is no such order.
        ///
        /// → placed, draft
        case missing
        /// Of services, not yet sent anywhere.
        ///
        /// → inProcessing, cancelled, discarded.
        case draft
        /// Of products, with its stock reserved.
        ///
        /// → paid, cancelled.
        case placed
        /// → cancelled.
        case paid
        /// Of services: registered outside, or about to be.
        ///
        /// → done, cancelled.
        case inProcessing
        case done
        case cancelled
        case discarded
    }

    private(set) var state = State.missing
    /// Nil for an order that does not exist.
    private(set) var owner: UserID?
    /// None for an order of services.
    private(set) var lines: [OrderLine] = []
    /// Zero for an order of services.
    private(set) var total = Money(0, .rub)
    /// None for an order of products.
    private(set) var services: [ServiceID] = []
    /// What the outside service knows the order by; nil before processing has started.
    private(set) var registration: UUID128?
    /// The outside service has it.
    private(set) var isRegistered = false
    /// The outside service knows that it is cancelled.
    private(set) var isCancellationSent = false

    mutating func evolve(_ event: OrderEvent) {
        switch event {
        case .placed(let placed):
            owner = placed.user
            lines = placed.lines
            total = Money(placed.total, placed.currency)
            state = .placed
        case .paid: state = .paid
        case .cancelled: state = .cancelled
        case .drafted(let drafted):
            owner = drafted.user
            services = drafted.services.map(\.service)
            state = .draft
        case .servicesChanged(let drafted): services = drafted.services.map(\.service)
        case .processingStarted(let started):
            registration = started.registration
            state = .inProcessing
        // Of one that was cancelled meanwhile, too: the status does not go back.
        case .registered: isRegistered = true
        case .done: state = .done
        case .cancellationSent: isCancellationSent = true
        case .discarded: state = .discarded
        }
    }

    static func change(in event: Event) -> OrderEvent? {
        if case .order(let change) = event { change } else { nil }
    }
}
