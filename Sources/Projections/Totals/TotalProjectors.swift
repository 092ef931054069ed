import Events
import Model

/// `read.counters`: users, holds and orders, counted when they are made.
enum CounterProjector: Projector {
    static let table = Table<CounterRow>(
        "counters",
        .text("name") { $0.name.rawValue },
        .bigint("count") { $0.count },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: CounterRow.Name, change: Void)? {
        if case .user(.registered) = event.event {
            guard case .user = event.stream else { throw event.wrongStream }
            return (.users, ())
        }
        if case .hold(.placed) = event.event {
            guard case .hold = event.stream else { throw event.wrongStream }
            return (.holds, ())
        }
        guard case .order(let change) = event.event, change.isFirst else { return nil }
        guard case .order = event.stream else { throw event.wrongStream }
        return (.orders, ())
    }

    static func apply(
        _ change: Void,
        to row: inout CounterRow?,
        _ name: CounterRow.Name,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        let count = try event.sum(row?.count ?? 0, 1)
        row = CounterRow(name: name, count: count, position: event.position)
    }

    static func key(of row: CounterRow) -> CounterRow.Name { row.name }

    static func read(_ columns: inout ColumnReader) throws -> CounterRow {
        CounterRow(
            name: try columns.word(),
            count: try columns.int64(),
            position: try columns.position()
        )
    }

    /// Responses made of totals are cached for a second at most, so no change is announced.
    static func announce(_ row: CounterRow, in batch: inout ProjectionBatch) {}
}

extension OrderEvent {
    fileprivate var isFirst: Bool {
        switch self {
        case .placed, .drafted: true
        case .paid, .cancelled, .servicesChanged, .processingStarted, .registered, .done,
            .cancellationSent, .discarded:
            false
        }
    }
}

/// How many of one kind of thing were ever made.
struct CounterRow: Hashable {
    /// Raw values are names in `read.counters`.
    enum Name: String, RowKey, CaseIterable {
        /// Deleted ones included.
        case users
        /// However they ended.
        case holds
        /// Orders of products and of services, drafts included.
        case orders

        func write(to sink: inout some RowSink & ~Copyable) { sink.text(rawValue) }
    }

    let name: Name
    let count: Int64
    /// The last event that changed this row.
    let position: LogPosition
}
