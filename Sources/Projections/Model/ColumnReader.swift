import Events
import Model
import Postgres

/// Reads the columns of a stored row one after another, as the types that rows are made of.
///
/// All throw `PostgresError.decoding`.
struct ColumnReader {
    private let row: Postgres.Row
    private var next = 0

    init(_ row: Postgres.Row) {
        self.row = row
    }

    private mutating func take<Value>(_ read: (Postgres.Row, Int) throws -> Value) throws -> Value {
        defer { next += 1 }
        return try read(row, next)
    }

    mutating func int64() throws -> Int64 { try take { try $0.int64($1) } }

    mutating func optionalInt64() throws -> Int64? { try take { try $0.optionalInt64($1) } }

    mutating func text() throws -> String { try take { try $0.string($1) } }

    mutating func optionalText() throws -> String? { try take { try $0.optionalString($1) } }

    mutating func id<Entity>() throws -> EntityID<Entity> { EntityID(try int64()) }

    mutating func optionalID<Entity>() throws -> EntityID<Entity>? {
        try optionalInt64().map { EntityID($0) }
    }

    /// `columns`: derived columns before it, which are passed over.
    mutating func position(skipping columns: Int = 0) throws -> LogPosition {
        next += columns
        return LogPosition(try int64())
    }

    /// `columns`: derived columns before it, which are passed over.
    mutating func time(skipping columns: Int = 0) throws -> Timestamp {
        next += columns
        return Timestamp(microseconds: try take { try $0.timestamp($1) })
    }

    mutating func optionalTime() throws -> Timestamp? {
        try take { try $0.optionalTimestamp($1) }.map { Timestamp(microseconds: $0) }
    }

    mutating func currency() throws -> Currency {
        try parsed(try text(), "a currency", Currency.init)
    }

    mutating func optionalCurrency() throws -> Currency? {
        try optionalText().map { code in try parsed(code, "a currency", Currency.init) }
    }

    /// An amount and, in the next column, its currency.
    mutating func money() throws -> Money { Money(try int64(), try currency()) }

    /// Sender and, in the next column, receiver.
    mutating func parties() throws -> TransferParties {
        TransferParties(sender: try id(), receiver: try id())
    }

    /// Text of the form that `UUID128.text` has.
    mutating func uuid() throws -> UUID128 {
        try parsed(try text(), "a UUID") { UUID128(text: $0) }
    }

    mutating func optionalUUID() throws -> UUID128? {
        try optionalText().map { text in try parsed(text, "a UUID") { UUID128(text: $0) } }
    }

    mutating func optionalDecimal() throws -> ExactDecimal? {
        try optionalText().map { text in try parsed(text, "a decimal") { ExactDecimal($0) } }
    }

    /// A reference and, in the next column, metadata.
    mutating func annotation() throws -> Annotation? {
        Annotation(
            reference: try optionalText(),
            metadata: try optionalText().map { json in
                try parsed(json, "an object of strings") { Metadata(json: $0) }
            }
        )
    }

    /// A number that is stored as its decimal digits.
    mutating func int128() throws -> Int128 { try parsed(try text(), "a number") { Int128($0) } }

    /// An enum's case, stored as its raw value.
    mutating func word<Value: RawRepresentable<String>>() throws -> Value {
        let column = next
        return try parsed(try text(), "a word of column \(column)", Value.init(rawValue:))
    }

    private func parsed<Value>(
        _ text: String,
        _ kind: String,
        _ parse: (String) -> Value?
    ) throws -> Value {
        guard let value = parse(text) else {
            throw PostgresError.decoding("\(text) is not \(kind)")
        }
        return value
    }
}
