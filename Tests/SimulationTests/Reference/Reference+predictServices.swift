import Entities
import Events

@testable import Model

/// Drafts of services, and their next steps.
extension Reference {
    func draft(_ ids: [ServiceID], by actor: Actor, _ note: Note) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        if let reason = obstacle(ids) { return .rejected(reason) }
        return created(
            .order(OrderID(next)),
            .order(.drafted(drafted(ids, UserID(actor.rawValue), note.annotation))),
            "/orders"
        )
    }

    func change(_ id: OrderID, _ ids: [ServiceID], by actor: Actor) -> Prediction {
        if let prediction = noDraft(id, by: actor) { return prediction }
        if let reason = obstacle(ids) { return .rejected(reason) }
        return changed(id, .servicesChanged(drafted(ids, UserID(actor.rawValue))))
    }

    func start(_ id: OrderID, _ registration: UUID128, by actor: Actor) -> Prediction {
        if let prediction = noDraft(id, by: actor) { return prediction }
        let ordered = orders[id]?.services ?? []
        if ordered.contains(where: { services[$0] == nil }) { return .rejected("unknown-service") }
        let started = ProcessingStarted(user: UserID(actor.rawValue), registration: registration)
        return changed(id, .processingStarted(started))
    }

    func discard(_ id: OrderID, by actor: Actor) -> Prediction {
        if let prediction = noDraft(id, by: actor) { return prediction }
        return changed(id, .discarded(OrderReference(user: UserID(actor.rawValue))))
    }

    /// The refusal if the order is not a draft of the actor.
    private func noDraft(_ id: OrderID, by actor: Actor) -> Prediction? {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let order = orders[id] else { return .notFound }
        if order.user.rawValue != actor.rawValue { return .forbidden(.owner) }
        return switch order.state {
        case .draft: nil
        case .placed, .paid: .rejected("order-not-draft")
        case .inProcessing: .rejected("order-in-processing")
        case .done: .rejected("order-done")
        case .cancelled: .rejected("order-cancelled")
        case .discarded: .rejected("order-discarded")
        }
    }

    /// The refusal if there can't be an order of these services.
    private func obstacle(_ ids: [ServiceID]) -> String? {
        if ids.isEmpty { return "empty-order" }
        if ids.count > 50 { return "too-many-lines" }
        if Set(ids).count < ids.count { return "repeated-service" }
        return ids.allSatisfy { services[$0] != nil } ? nil : "unknown-service"
    }

    private func drafted(
        _ ids: [ServiceID],
        _ user: UserID,
        _ annotation: Annotation? = nil
    ) -> OrderDrafted {
        OrderDrafted(
            user: user,
            services: ids.map { OrderedService(service: $0, name: services[$0]?.name ?? "") },
            annotation: annotation
        )
    }

    private func changed(_ id: OrderID, _ events: OrderEvent...) -> Prediction {
        .done(events.map { NewEvent(.order(id), .order($0)) }, location: nil)
    }
}
