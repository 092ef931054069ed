import Entities
import Events
import Model

/// Records the present outside catalogue: services that are new, changed or gone.
///
/// Of many changes only the first are written; the job sends the command again until
/// `nothing-to-record`, which is also why a repeated command has no effect.
package struct RecordCatalogue: Command {
    let services: [ServiceDetails]

    /// The most changes in one append, so that other commands do not wait long behind a new
    /// catalogue.
    package static let maximumChanges = 500

    /// `services` is the whole catalogue, of all pages: a service that is not in it is gone.
    ///
    /// The first of two services with the same id counts.
    package init(_ services: [ServiceDetails]) { self.services = services }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let catalogue = model.services[.only] ?? ServiceCatalogue()
        var named: Set<ServiceID> = []
        var changes: [ServiceEvent] = []
        for details in services where named.insert(details.service).inserted {
            if let change = catalogue.change(to: details) { changes.append(change) }
        }
        for details in catalogue.inOrder where !named.contains(details.service) {
            changes.append(.delisted(details.service))
        }
        guard !changes.isEmpty else { throw .rejected(.nothingToRecord) }
        return Decision(changes.prefix(Self.maximumChanges).map { .services($0) })
    }
}

/// Records one service that was looked up outside by its id.
///
/// Refused with `nothing-to-record` if the details are known.
package struct RecordService: Command {
    let details: ServiceDetails

    package init(_ details: ServiceDetails) { self.details = details }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let catalogue = model.services[.only] ?? ServiceCatalogue()
        guard let change = catalogue.change(to: details) else { throw .rejected(.nothingToRecord) }
        return Decision([.services(change)])
    }
}
