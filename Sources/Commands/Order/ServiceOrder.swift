import Entities
import Events
import Model

/// Begins an order for services of the outside catalogue.
package struct DraftOrder: Command {
    package let services: [ServiceID]
    let annotation: Annotation?

    /// The most services in one order.
    package static let maximumServices = 50

    package init(_ services: [ServiceID], annotation: Annotation? = nil) {
        self.services = services
        self.annotation = annotation
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        let drafted = OrderDrafted(
            user: user,
            services: try model.services(services),
            annotation: annotation
        )
        let order = OrderID(createdAt: call.next)
        return Decision([.order(order, .drafted(drafted))], location: .order(order))
    }
}

/// Replaces the services of a draft.
package struct ChangeServices: Command {
    let order: OrderID
    package let services: [ServiceID]

    package init(_ order: OrderID, to services: [ServiceID]) {
        self.order = order
        self.services = services
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order), .services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        _ = try model.draft(order, of: user)
        let drafted = OrderDrafted(user: user, services: try model.services(services))
        return Decision([.order(order, .servicesChanged(drafted))])
    }
}

/// Hands a draft over to the outside service, which a job notifies afterwards.
package struct StartProcessing: Command {
    let order: OrderID
    let registration: UUID128

    /// The outside service will know the order by `registration`, a new id that no other order has.
    package init(_ order: OrderID, registration: UUID128) {
        self.order = order
        self.registration = registration
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order), .services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        // The outside service would not accept a service that has left the catalogue.
        _ = try model.services(try model.draft(order, of: user).services)
        let started = ProcessingStarted(user: user, registration: registration)
        return Decision([.order(order, .processingStarted(started))])
    }
}

/// Discards a draft; the log keeps it.
package struct DiscardOrder: Command {
    let order: OrderID

    package init(_ order: OrderID) { self.order = order }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let user = try call.user
        _ = try model.draft(order, of: user)
        return Decision([.order(order, .discarded(OrderReference(user: user)))])
    }
}

/// Records what the outside service has done with an order, or was notified of.
package struct RecordOutsideStep: Command {
    /// What has happened outside.
    package enum Step: Hashable, Sendable {
        /// The service has the order, even if it was cancelled meanwhile.
        case registered
        /// The service has carried the order out.
        case done
        /// The service has cancelled the order: nothing was paid, and the service needs no notice.
        case cancelled
        /// The service was notified of a cancellation.
        ///
        /// It may never have had the order; it is notified anyway, since a registration could have
        /// been on its way.
        case cancellationSent
    }

    let step: Step
    let order: OrderID

    package init(_ step: Step, of order: OrderID) {
        self.step = step
        self.order = order
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.order(order))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let (state, owner) = try model.order(order)
        let reference = OrderReference(user: owner)
        switch step {
        case .registered:
            try state.requireRegistrable()
            return Decision([.order(order, .registered(reference))])
        case .done:
            try state.requireRegistered()
            return Decision([.order(order, .done(reference))])
        case .cancelled:
            try state.requireRegistered()
            let cancelled = OrderCancelled(user: owner, refund: nil)
            return Decision([
                .order(order, .cancelled(cancelled)), .order(order, .cancellationSent(reference)),
            ])
        case .cancellationSent:
            try state.requireUnsentCancellation()
            return Decision([.order(order, .cancellationSent(reference))])
        }
    }
}

/// What the steps outside require; each throws the rejection for an order in another state.
extension Order {
    fileprivate func requireRegistrable() throws(Refusal) {
        switch state {
        // The state stays.
        case .inProcessing: break
        case .cancelled where registration != nil: break
        case .done: throw .rejected(.orderAlreadyRegistered)
        case .missing, .draft, .placed, .paid, .cancelled, .discarded:
            throw state.refusal(ofProducts: .orderNotDraft)
        }
        guard !isRegistered else { throw .rejected(.orderAlreadyRegistered) }
        guard !isCancellationSent else { throw .rejected(.cancellationAlreadySent) }
    }

    fileprivate func requireRegistered() throws(Refusal) {
        guard state == .inProcessing else { throw state.refusal(ofProducts: .orderNotRegistered) }
        guard isRegistered else { throw .rejected(.orderNotRegistered) }
    }

    /// The state stays; only the outside service's knowledge changes.
    fileprivate func requireUnsentCancellation() throws(Refusal) {
        guard state == .cancelled else { throw state.refusal(ofProducts: .orderNotRegistered) }
        guard registration != nil else { throw .rejected(.orderNotRegistered) }
        guard !isCancellationSent else { throw .rejected(.cancellationAlreadySent) }
    }
}

extension WriteModel {
    /// Returns the services under their present names.
    ///
    /// Throws `empty-order`, `too-many-lines`, `repeated-service` or `unknown-service`.
    borrowing func services(_ ids: [ServiceID]) throws(Refusal) -> [OrderedService] {
        guard !ids.isEmpty else { throw .rejected(.emptyOrder) }
        guard ids.count <= DraftOrder.maximumServices else { throw .rejected(.tooManyLines) }
        var named: Set<ServiceID> = []
        if let id = ids.first(where: { !named.insert($0).inserted }) {
            throw .rejected(.repeatedService, detail: "service=\(id.value.text)")
        }
        let listed = services[.only]?.listed ?? [:]
        var ordered: [OrderedService] = []
        for id in ids {
            guard let details = listed[id]
            else { throw .rejected(.unknownService, detail: "service=\(id.value.text)") }
            ordered.append(OrderedService(service: id, name: details.name))
        }
        return ordered
    }
}
