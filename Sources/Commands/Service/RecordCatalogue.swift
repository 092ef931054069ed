import Events
import Model

/// Records what the outside catalogue holds now: services that are new, changed or gone.
///
/// By the system. Of many changes only the first are written; the job sends the command again until
/// `nothing-to-record`, which is also how a repeated one has no effect.
package struct RecordCatalogue: Command {
    let services: [ServiceDetails]

    /// Changes in one append, so that other commands do not wait long behind a new catalogue.
    package static let maximumChanges = 500

    /// `services` is the whole catalogue, of all pages: what is not in it is gone.
    ///
    /// Of two with one id the first counts.
    package init(_ services: [ServiceDetails]) {
        self.services = services
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.services)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try context.requireSystem()
        let catalogue = model.services[.sole] ?? ServiceCatalogue()
        var named: Set<ServiceID> = []
        var changes: [ServiceEvent] = []
        for details in services where named.insert(details.service).inserted {
            if let change = catalogue.change(to: details) { changes.append(change) }
        }
        for details in catalogue.inOrder where !named.contains(details.service) {
            changes.append(.delisted(details.service))
        }
        guard !changes.isEmpty else { throw .rejected(.nothingToRecord) }
        return Decision(
            changes.prefix(Self.maximumChanges).map { NewEvent(.services, .service($0)) }
        )
    }
}

/// Records one service that was looked up outside by its id.
///
/// By the system; `nothing-to-record` if it is known so.
package struct RecordService: Command {
    let details: ServiceDetails

    package init(_ details: ServiceDetails) {
        self.details = details
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.services)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        try context.requireSystem()
        let catalogue = model.services[.sole] ?? ServiceCatalogue()
        guard let change = catalogue.change(to: details) else { throw .rejected(.nothingToRecord) }
        return Decision([NewEvent(.services, .service(change))])
    }
}
