import Events
import Model
import Postgres

/// `read.services`: the outside catalogue of services, those that it has no longer included.
package enum ServiceProjector: Projector {
    package static let projection = ReadModel.services

    package static let table = TableShape(
        "services",
        columns: [
            .init("service_id", .text), .init("name", .text), .init("description", .text),
            .init("state", .text), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> ServiceID? {
        switch event.event {
        case .service(.listed(let details)), .service(.changed(let details)): details.service
        case .service(.delisted(let service)): service
        case .user, .claim, .account, .slot, .hold, .shop, .product, .order, .session, .transfer,
            .rates, .basket:
            nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout ServiceRow?
    ) throws(ProjectionFault) {
        guard case .service(let change) = event.event else { return }
        guard case .services = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .listed(let details):
            row = ServiceRow(
                service: details.service,
                name: details.name,
                description: details.description,
                state: .listed,
                position: event.position
            )
        case .changed(let details):
            var changed = try known(row, at: event.position)
            changed.name = details.name
            changed.description = details.description
            changed.position = event.position
            row = changed
        case .delisted:
            var changed = try known(row, at: event.position)
            changed.state = .delisted
            changed.position = event.position
            row = changed
        }
    }

    /// As `existing`; the row's id is no number.
    private static func known(
        _ row: ServiceRow?,
        at position: LogPosition
    ) throws(ProjectionFault) -> ServiceRow {
        try existing(row, 0, at: position)
    }

    package static func key(of row: ServiceRow) -> ServiceID { row.service }

    package static func write(_ key: ServiceID, to sink: inout some RowSink & ~Copyable) {
        sink.text(key.value.text)
    }

    package static func write(_ row: ServiceRow, to sink: inout some RowSink & ~Copyable) {
        sink.text(row.service.value.text)
        sink.text(row.name)
        sink.text(row.description)
        sink.text(row.state.rawValue)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> ServiceRow {
        ServiceRow(
            service: ServiceID(try row.uuid(0)),
            name: try row.string(1),
            description: try row.string(2),
            state: try row.word(3),
            position: LogPosition(try row.int64(4))
        )
    }

    package static func announce(_ row: ServiceRow, in batch: inout ProjectionBatch) {
        batch.servicesChanged = true
    }
}
