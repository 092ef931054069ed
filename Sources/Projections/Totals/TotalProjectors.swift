import Events
import Model

/// `read.counters`: users that were made, and holds and orders that are valid.
enum CounterProjector: Projector {
    static let table = Table<CounterRow>(
        "counters",
        .text("name") { $0.name.rawValue },
        .bigint("count") { $0.count },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: CounterRow.Name, change: Int64)? {
        switch event.event {
        case .user(.registered):
            guard case .user = event.stream else { throw event.wrongStream }
            return (.users, 1)
        case .hold(let hold):
            guard let change = hold.validHolds else { return nil }
            guard case .hold = event.stream else { throw event.wrongStream }
            return (.holds, change)
        case .order(let order):
            guard let change = order.validOrders else { return nil }
            guard case .order = event.stream else { throw event.wrongStream }
            return (.orders, change)
        case _: return nil
        }
    }

    static func apply(
        _ change: Int64,
        to row: inout CounterRow?,
        _ name: CounterRow.Name,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        let count = try event.sum(row?.count ?? 0, change)
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

extension HoldEvent {
    /// How many more valid holds there are after it; nil if it changes nothing.
    fileprivate var validHolds: Int64? {
        switch self {
        case .placed: 1
        case .cancelled, .expired: -1
        case .confirmed: nil
        }
    }
}

extension OrderEvent {
    /// How many more valid orders there are after it; nil if it changes nothing.
    fileprivate var validOrders: Int64? {
        switch self {
        case .placed, .drafted: 1
        case .cancelled, .discarded: -1
        case .paid, .servicesChanged, .processingStarted, .registered, .done, .cancellationSent:
            nil
        }
    }
}

/// How many things of one kind there are.
struct CounterRow: Hashable {
    /// Raw values are names in `read.counters`.
    enum Name: String, RowKey, CaseIterable {
        /// Deleted ones included.
        case users
        /// Held or confirmed ones: neither cancelled nor expired.
        case holds
        /// Of products and of services, drafts included: neither cancelled nor discarded.
        case orders

        func write(to sink: inout some RowSink & ~Copyable) { sink.text(rawValue) }
    }

    let name: Name
    let count: Int64
    /// The last event that changed this row.
    let position: LogPosition
}

/// `read.transfer_totals`: count and amount of all transfers by kind and currency, from their debit
/// legs.
enum TransferTotalProjector: Projector {
    static let table = Table<TransferTotalRow>(
        "transfer_totals",
        keyCount: 2,
        .text("type") { $0.key.kind.rawValue },
        .text("currency") { $0.key.currency.code },
        .bigint("count") { $0.count },
        .text("amount") { String($0.amount) },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: TransferTotalRow.Key, change: Int64)? {
        guard case .account(.debited(let posting)) = event.event else { return nil }
        guard case .account = event.stream else { throw event.wrongStream }
        let key = TransferTotalRow.Key(kind: posting.kind, currency: posting.amount.currency)
        return (key, posting.amount.minorUnits)
    }

    static func apply(
        _ amount: Int64,
        to row: inout TransferTotalRow?,
        _ key: TransferTotalRow.Key,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        row = TransferTotalRow(
            key: key,
            count: try event.sum(row?.count ?? 0, 1),
            amount: (row?.amount ?? 0) + Int128(amount),
            position: event.position
        )
    }

    static func key(of row: TransferTotalRow) -> TransferTotalRow.Key { row.key }

    static func read(_ columns: inout ColumnReader) throws -> TransferTotalRow {
        TransferTotalRow(
            key: TransferTotalRow.Key(kind: try columns.word(), currency: try columns.currency()),
            count: try columns.int64(),
            amount: try columns.int128(),
            position: try columns.position()
        )
    }

    /// Responses made of totals are cached for a second at most, so no change is announced.
    static func announce(_ row: TransferTotalRow, in batch: inout ProjectionBatch) {}
}

/// All transfers of one kind and currency.
struct TransferTotalRow: Hashable {
    struct Key: RowKey {
        let kind: TransferKind
        let currency: Currency

        func write(to sink: inout some RowSink & ~Copyable) {
            sink.text(kind.rawValue)
            currency.write(to: &sink)
        }
    }

    let key: Key
    let count: Int64
    /// Minor units.
    ///
    /// As many events as there can be, each of the largest amount, fit 126 bits: it can't overflow.
    let amount: Int128
    /// The last event that changed this row.
    let position: LogPosition
}
