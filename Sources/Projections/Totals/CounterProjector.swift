import Events
import Model
import Postgres

/// `read.counters`: users, holds and orders, counted when they are made.
package enum CounterProjector: Projector {
    package static let projection = ReadModel.totals

    package static let table = TableShape(
        "counters",
        columns: [.init("name", .text), .init("count", .bigint), .init("position", .bigint)]
    )

    package static func key(of event: RecordedEvent) -> CounterRow.Name? {
        switch event.event {
        case .user(.registered): .users
        case .hold(.placed): .holds
        case .order(.placed), .order(.drafted): .orders
        case .user, .hold, .order: nil
        case .account, .claim, .slot, .shop, .product, .session, .transfer, .rates, .basket,
            .service:
            nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout CounterRow?
    ) throws(ProjectionFault) {
        guard let name = key(of: event) else { return }
        guard isOwn(event.stream, name) else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        row = CounterRow(
            name: name,
            count: try sum(row?.count ?? 0, 1, at: event.position),
            position: event.position
        )
    }

    /// Whether what the stream is named for is of the kind that is counted.
    private static func isOwn(_ stream: StreamID, _ name: CounterRow.Name) -> Bool {
        switch (name, stream) {
        case (.users, .user), (.holds, .hold), (.orders, .order): true
        case (.users, _), (.holds, _), (.orders, _): false
        }
    }

    package static func key(of row: CounterRow) -> CounterRow.Name { row.name }

    package static func write(_ key: CounterRow.Name, to sink: inout some RowSink & ~Copyable) {
        sink.text(key.rawValue)
    }

    package static func write(_ row: CounterRow, to sink: inout some RowSink & ~Copyable) {
        sink.text(row.name.rawValue)
        sink.int64(row.count)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> CounterRow {
        CounterRow(
            name: try row.word(0),
            count: try row.int64(1),
            position: LogPosition(try row.int64(2))
        )
    }

    /// Answers made of totals are given again for a second at most, so nobody need be told.
    package static func announce(_ row: CounterRow, in batch: inout ProjectionBatch) {}
}
