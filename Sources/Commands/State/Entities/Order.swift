import Events
import Model

/// An order as decisions see it: of products, placed and paid, or of services, carried out outside.
package struct Order: Entity {
    /// Every way through an order's life; `done`, `cancelled` and `discarded` have no way out.
    package enum State: Hashable, CaseIterable {
        /// There is no such order (→ placed, draft).
        case missing
        /// An order of services, not sent outside yet (→ inProcessing, cancelled, discarded).
        case draft
        /// An order of products, with its stock reserved (→ paid, cancelled).
        case placed
        /// → cancelled.
        case paid
        /// An order of services, registered outside or about to be (→ done, cancelled).
        case inProcessing
        case done
        case cancelled
        case discarded

        /// The refusal of a command that needs another state; `reason` is that of an order of
        /// products.
        package func refusal(ofProducts reason: Rejection) -> Refusal {
            switch self {
            case .missing: .notFound(.order)
            case .draft: .rejected(.orderIsDraft)
            case .placed, .paid: .rejected(reason)
            case .inProcessing: .rejected(.orderInProcessing)
            case .done: .rejected(.orderDone)
            case .cancelled: .rejected(.orderCancelled)
            case .discarded: .rejected(.orderDiscarded)
            }
        }
    }

    package private(set) var state = State.missing
    /// Nil for an order that does not exist.
    private(set) var owner: UserID?
    /// Empty for an order of services.
    package private(set) var lines: [OrderLine] = []
    /// Zero for an order of services.
    package private(set) var total = Money(0, .rub)
    /// Empty for an order of products.
    package private(set) var services: [ServiceID] = []
    /// The id that the outside service knows the order by; nil before processing has started.
    package private(set) var registration: UUID128?
    /// The outside service has the order.
    package private(set) var isRegistered = false
    /// The outside service knows of the cancellation.
    package private(set) var isCancellationSent = false

    package init() {}

    package mutating func evolve(_ event: OrderEvent) {
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
        // Possibly of an order that was cancelled meanwhile: it stays cancelled.
        case .registered: isRegistered = true
        case .done: state = .done
        case .cancellationSent: isCancellationSent = true
        case .discarded: state = .discarded
        }
    }

    package static func change(in event: Event) -> OrderEvent? {
        if case .order(let change) = event { change } else { nil }
    }
}

extension WriteModel {
    /// Returns the order and its owner; throws not found.
    package borrowing func order(_ id: OrderID) throws(Refusal) -> (order: Order, owner: UserID) {
        guard let order = orders[id], let owner = order.owner else { throw .notFound(.order) }
        return (order, owner)
    }

    /// Returns the order of the user.
    ///
    /// Throws not found, or `forbidden` if it belongs to another user.
    package borrowing func order(_ id: OrderID, of user: UserID) throws(Refusal) -> Order {
        let (order, owner) = try order(id)
        guard owner == user else { throw .forbidden(.owner) }
        return order
    }

    /// Returns the draft of the user.
    ///
    /// Throws what `order(_:of:)` throws, and the rejection for an order that is not a draft.
    package borrowing func draft(_ id: OrderID, of user: UserID) throws(Refusal) -> Order {
        let order = try order(id, of: user)
        guard order.state == .draft else { throw order.state.refusal(ofProducts: .orderNotDraft) }
        return order
    }

    /// Lists the streams that paying or cancelling reads: the order, both accounts, every product.
    package borrowing func reads(order id: OrderID, into streams: inout StreamList) {
        streams.append(.order(id))
        guard let order = orders[id], let owner = order.owner, !order.lines.isEmpty
        else { return }
        streams.append(.account(AccountID(of: owner)), .account(.sales))
        for line in order.lines { streams.append(.product(line.product)) }
    }
}
