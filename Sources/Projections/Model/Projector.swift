import Events
import Model
import Postgres

/// A row as PostgreSQL answers it, next to the rows that projectors make.
package typealias ResultRow = Postgres.Row

/// How one table of a read model is made from events: pure, by the event's time, without a clock or
/// a side effect.
///
/// An event changes at most one row of each table.
package protocol Projector: Sendable {
    associatedtype Key: Hashable & Sendable
    associatedtype Row: Hashable & Sendable

    /// The read model that the table belongs to.
    static var projection: ReadModel { get }

    /// Name and columns of the table, key columns first.
    static var table: TableShape { get }

    /// Whether rows are only ever added, one by one event and never changed by another: such rows
    /// are neither loaded nor kept.
    static var isAppendOnly: Bool { get }

    /// The row that the event makes or changes; nil if it has no effect on this table.
    static func key(of event: RecordedEvent) -> Key?

    /// Makes or changes the row. If it throws, the row is as before.
    static func apply(_ event: RecordedEvent, to row: inout Row?) throws(ProjectionFault)

    /// The key of a row, in the order of the key columns.
    static func key(of row: Row) -> Key

    /// Writes the key columns.
    static func write(_ key: Key, to sink: inout some RowSink & ~Copyable)

    /// Writes all columns in the order of `table`.
    static func write(_ row: Row, to sink: inout some RowSink & ~Copyable)

    /// Reads all columns in the order of `table`.
    static func read(_ row: ResultRow) throws -> Row

    /// Notes whom the changed row concerns.
    static func announce(_ row: Row, in batch: inout ProjectionBatch)

    /// What the event sets aside until a deadline, or ends; nil for nearly all.
    static func deadline(in event: RecordedEvent) -> DeadlineChange?
}

extension Projector {
    package static var isAppendOnly: Bool { false }

    package static func deadline(in event: RecordedEvent) -> DeadlineChange? { nil }

    /// The row, which an earlier event must have made.
    static func existing(
        _ row: Row?,
        _ id: Int64,
        at position: LogPosition
    ) throws(ProjectionFault) -> Row {
        guard let row else {
            throw ProjectionFault(position, .noRow(table: table.name, id: id))
        }
        return row
    }

    /// Refuses to make a row a second time.
    static func requireNone(
        _ row: Row?,
        _ id: Int64,
        at position: LogPosition
    ) throws(ProjectionFault) {
        guard row == nil else {
            throw ProjectionFault(position, .rowExists(table: table.name, id: id))
        }
    }
}
