import Events
import Model

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
