import Events

/// An order as decisions see it.
struct Order: Entity {
    /// Every way through an order's life; `cancelled` has no way out.
    enum State: Hashable, CaseIterable {
        /// There is no such order.
        ///
        /// → placed
        case missing
        /// → paid, cancelled.
        case placed
        /// → cancelled.
        case paid
        case cancelled
    }

    private(set) var state = State.missing
    /// Nil for an order that does not exist.
    private(set) var placed: OrderPlaced?

    mutating func evolve(_ event: OrderEvent) {
        switch event {
        case .placed(let placed):
            self.placed = placed
            state = .placed
        case .paid: state = .paid
        case .cancelled: state = .cancelled
        case .drafted, .servicesChanged, .processingStarted, .registered, .done, .cancellationSent,
            .discarded:
            break
        }
    }

    static func change(in event: Event) -> OrderEvent? {
        if case .order(let change) = event { change } else { nil }
    }
}
