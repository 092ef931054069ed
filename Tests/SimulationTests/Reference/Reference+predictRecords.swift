import Entities
import Events

@testable import Model

/// The records of outside services' reports.
extension Reference {
    func recordCatalogue(_ listed: [OrderIntent.Listed], by actor: Actor) -> Prediction {
        guard actor == .system else { return .forbidden(.service) }
        var changes = listed.compactMap { change(to: $0.details) }
        let gone = Set(services.keys).subtracting(listed.map(\.service))
        for service in gone.sorted(by: { $0.value.low < $1.value.low }) {
            changes.append(.delisted(service))
        }
        return recorded(changes)
    }

    func recordService(_ listed: OrderIntent.Listed, by actor: Actor) -> Prediction {
        guard actor == .system else { return .forbidden(.service) }
        return recorded([change(to: listed.details)].compactMap { $0 })
    }

    private func change(to details: ServiceDetails) -> ServiceEvent? {
        guard let known = services[details.service] else { return .listed(details) }
        return known == details ? nil : .changed(details)
    }

    private func recorded(_ changes: [ServiceEvent]) -> Prediction {
        if changes.isEmpty { return .rejected("nothing-to-record") }
        return .done(changes.map { NewEvent(.services, .service($0)) }, location: nil)
    }

    func recordRegistration(_ id: OrderID, by actor: Actor) -> Prediction {
        guard actor == .system else { return .forbidden(.service) }
        guard let order = orders[id] else { return .notFound }
        if order.isRegistered { return .rejected("order-already-registered") }
        switch order.state {
        case .draft: return .rejected("order-is-draft")
        case .placed, .paid: return .rejected("order-not-draft")
        case .discarded: return .rejected("order-discarded")
        case .cancelled where order.registration == nil: return .rejected("order-cancelled")
        case .inProcessing, .done, .cancelled: break
        }
        if order.isCancellationSent { return .rejected("cancellation-already-sent") }
        return recorded(id, [.registered(OrderReference(user: order.user))])
    }

    /// Predicts a completion or cancellation by the outside service.
    func recordEnd(
        _ id: OrderID,
        by actor: Actor,
        _ events: (UserID) -> [OrderEvent]
    ) -> Prediction {
        guard actor == .system else { return .forbidden(.service) }
        guard let order = orders[id] else { return .notFound }
        switch order.state {
        case .draft: return .rejected("order-is-draft")
        case .placed, .paid: return .rejected("order-not-registered")
        case .done: return .rejected("order-done")
        case .cancelled: return .rejected("order-cancelled")
        case .discarded: return .rejected("order-discarded")
        case .inProcessing: break
        }
        if !order.isRegistered { return .rejected("order-not-registered") }
        return recorded(id, events(order.user))
    }

    func recordCancellationSent(_ id: OrderID, by actor: Actor) -> Prediction {
        guard actor == .system else { return .forbidden(.service) }
        guard let order = orders[id] else { return .notFound }
        switch order.state {
        case .draft: return .rejected("order-is-draft")
        case .placed, .paid: return .rejected("order-not-registered")
        case .inProcessing: return .rejected("order-in-processing")
        case .done: return .rejected("order-done")
        case .discarded: return .rejected("order-discarded")
        case .cancelled: break
        }
        if order.registration == nil { return .rejected("order-not-registered") }
        if order.isCancellationSent { return .rejected("cancellation-already-sent") }
        return recorded(id, [.cancellationSent(OrderReference(user: order.user))])
    }

    private func recorded(_ id: OrderID, _ events: [OrderEvent]) -> Prediction {
        .done(events.map { NewEvent(.order(id), .order($0)) }, location: nil)
    }
}
