import Events
import Model

/// How one table of a read model is made from events: pure, by the event's time, without a clock or
/// a side effect.
///
/// An event changes at most one row of each table.
protocol Projector: Sendable {
    associatedtype Key: RowKey
    associatedtype Change
    associatedtype Row: Hashable & Sendable
    /// The row that an event makes or changes, and how.
    typealias Effect = (key: Key, change: Change)

    static var table: Table<Row> { get }

    /// Whether rows are only ever added, each by one event, and never changed by another: such rows
    /// are neither loaded nor kept.
    static var isAppendOnly: Bool { get }

    /// Nil if the event has no effect on this table. Throws if it has one and is in a stream of
    /// another kind.
    static func effect(of event: RecordedEvent) throws(ProjectionFault) -> Effect?

    /// Makes or changes the row. If it throws, the row is as before.
    static func apply(
        _ change: Change,
        to row: inout Row?,
        _ key: Key,
        by event: RecordedEvent
    ) throws(ProjectionFault)

    static func key(of row: Row) -> Key

    /// Reads all columns in the order of `table`.
    static func read(_ columns: inout ColumnReader) throws -> Row

    /// Adds the changed row, or the users it concerns, to the batch.
    static func announce(_ row: Row, in batch: inout ProjectionBatch)

    /// The thing that the event sets aside until a deadline or ends; nil for nearly all events.
    static func deadline(in event: RecordedEvent) -> DeadlineChange?
}

/// A row with the position of the last event that changed it.
protocol PositionedRow {
    var position: LogPosition { get set }
}

extension Projector {
    static var isAppendOnly: Bool { false }

    static func deadline(in event: RecordedEvent) -> DeadlineChange? { nil }

    /// The row, which an earlier event must have made.
    static func existing(
        _ row: Row?,
        _ id: some CustomStringConvertible,
        _ event: RecordedEvent
    ) throws(ProjectionFault) -> Row {
        guard let row else {
            throw ProjectionFault(
                event.position,
                .noRow(table: table.shape.name, id: id.description)
            )
        }
        return row
    }

    /// Makes the row, which no earlier event may have made.
    static func make(
        _ row: inout Row?,
        _ id: some CustomStringConvertible,
        _ event: RecordedEvent,
        _ new: Row
    ) throws(ProjectionFault) {
        guard row == nil else {
            throw ProjectionFault(
                event.position,
                .rowExists(table: table.shape.name, id: id.description)
            )
        }
        row = new
    }
}

extension Projector where Row: PositionedRow {
    /// Changes the row, which an earlier event must have made.
    static func change(
        _ row: inout Row?,
        _ id: some CustomStringConvertible,
        _ event: RecordedEvent,
        _ body: (inout Row) throws(ProjectionFault) -> Void
    ) throws(ProjectionFault) {
        var changed = try existing(row, id, event)
        try body(&changed)
        changed.position = event.position
        row = changed
    }
}

extension RecordedEvent {
    /// The error for an event in a stream of another kind than its type belongs to.
    var wrongStream: ProjectionFault { ProjectionFault(position, .wrongStream) }

    /// Adds within 64 bits.
    func sum(_ left: Int64, _ right: Int64) throws(ProjectionFault) -> Int64 {
        let (result, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw ProjectionFault(position, .overflow) }
        return result
    }

    /// Subtracts within 64 bits.
    func difference(_ left: Int64, _ right: Int64) throws(ProjectionFault) -> Int64 {
        let (result, overflow) = left.subtractingReportingOverflow(right)
        guard !overflow else { throw ProjectionFault(position, .overflow) }
        return result
    }
}

/// The key of a row, which is written into the table's key columns.
protocol RowKey: Hashable, Sendable {
    func write(to sink: inout some RowSink & ~Copyable)
}

extension EntityID: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.bigint(rawValue) }
}

extension ServiceID: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.text(value.text) }
}

extension Currency: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.text(code) }
}

extension Timestamp: RowKey {
    func write(to sink: inout some RowSink & ~Copyable) { sink.timestamptz(self) }
}
