import Events
import Model
import Postgres

/// `read.rates`: all rates in one row, since one event quotes several currencies and may change one
/// row only.
package enum RateProjector: Projector {
    package static let projection = ReadModel.rates

    package static let table = TableShape(
        "rates",
        columns: [
            .init("base", .text), .init("quotes", .json), .init("quoted_at", .timestamptz),
            .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> Currency? {
        switch event.event {
        case .rates: .usd
        case .user, .claim, .account, .slot, .hold, .shop, .product, .order, .session, .transfer,
            .basket, .service:
            nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout RatesRow?
    ) throws(ProjectionFault) {
        guard case .rates(.recorded(let recorded)) = event.event else { return }
        guard case .rates = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        var changed = row ?? RatesRow(base: .usd, quotes: [], position: event.position)
        changed.record(recorded)
        changed.position = event.position
        row = changed
    }

    package static func key(of row: RatesRow) -> Currency { row.base }

    package static func write(_ key: Currency, to sink: inout some RowSink & ~Copyable) {
        sink.text(key.code)
    }

    package static func write(_ row: RatesRow, to sink: inout some RowSink & ~Copyable) {
        sink.text(row.base.code)
        sink.json(RatesRow.json(row.quotes))
        sink.optionalTimestamp(row.quotedAt)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> RatesRow {
        RatesRow(
            base: try row.currency(0),
            quotes: try RatesRow.quotes(try row.string(1)),
            position: LogPosition(try row.int64(3))
        )
    }

    package static func announce(_ row: RatesRow, in batch: inout ProjectionBatch) {
        batch.ratesChanged = true
    }
}
