import Events
import Model

/// `read.services`: the outside catalogue of services, delisted ones included.
enum ServiceProjector: Projector {
    static let table = Table<ServiceRow>(
        "services",
        .text("service_id") { $0.service.value.text },
        .text("name") { $0.name },
        .text("description") { $0.description },
        .text("state") { $0.state.rawValue },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: ServiceID, change: ServiceEvent)? {
        guard case .service(let change) = event.event else { return nil }
        guard case .services = event.stream else { throw event.wrongStream }
        switch change {
        case .listed(let details), .changed(let details): return (details.service, change)
        case .delisted(let service): return (service, change)
        }
    }

    static func apply(
        _ change: ServiceEvent,
        to row: inout ServiceRow?,
        _ service: ServiceID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .listed(let details):
            row = ServiceRow(
                service: service,
                name: details.name,
                description: details.description,
                state: .listed,
                position: event.position
            )
        case .changed(let details):
            try self.change(&row, service.value, event) { row in
                row.name = details.name
                row.description = details.description
            }
        case .delisted:
            try self.change(&row, service.value, event) { $0.state = .delisted }
        }
    }

    static func key(of row: ServiceRow) -> ServiceID { row.service }

    static func read(_ columns: inout ColumnReader) throws -> ServiceRow {
        ServiceRow(
            service: ServiceID(try columns.uuid()),
            name: try columns.text(),
            description: try columns.text(),
            state: try columns.word(),
            position: try columns.position()
        )
    }

    static func announce(_ row: ServiceRow, in batch: inout ProjectionBatch) {
        batch.servicesChanged = true
    }
}

/// A service as the outside catalogue last had it.
struct ServiceRow: Hashable, PositionedRow {
    let service: ServiceID
    var name: String
    var description: String
    var state: ServiceState
    var position: LogPosition
}

/// Whether a service is in the catalogue; raw values are the words in `read.services`.
///
/// Each becomes the other.
enum ServiceState: String, Hashable, Sendable, CaseIterable {
    case listed
    case delisted
}
