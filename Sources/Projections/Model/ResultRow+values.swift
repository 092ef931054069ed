import Events
import Model
import Postgres

/// Columns as the types that rows are made of. All throw `PostgresError.decoding`.
extension ResultRow {
    func currency(_ column: Int) throws -> Currency {
        let code = try string(column)
        guard let currency = Currency(code) else {
            throw PostgresError.decoding("\(code) is no currency")
        }
        return currency
    }

    func optionalCurrency(_ column: Int) throws -> Currency? {
        isNull(column) ? nil : try currency(column)
    }

    /// Of the form that `UUID128.text` has.
    func uuid(_ column: Int) throws -> UUID128 {
        let text = try string(column)
        guard let uuid = UUID128(text: text) else {
            throw PostgresError.decoding("\(text) is no UUID")
        }
        return uuid
    }

    func optionalUUID(_ column: Int) throws -> UUID128? {
        isNull(column) ? nil : try uuid(column)
    }

    /// A number that is stored as its decimal digits.
    func int128(_ column: Int) throws -> Int128 {
        let digits = try string(column)
        guard let value = Int128(digits) else {
            throw PostgresError.decoding("\(digits) is no number")
        }
        return value
    }

    /// A value that is stored as the word it stands for.
    func word<Value: RawRepresentable<String>>(_ column: Int) throws -> Value {
        let word = try string(column)
        guard let value = Value(rawValue: word) else {
            throw PostgresError.decoding("the word \(word) is unknown in column \(column)")
        }
        return value
    }

    func optionalID<Entity>(_ column: Int) throws -> EntityID<Entity>? {
        try optionalInt64(column).map { EntityID($0) }
    }

    func time(_ column: Int) throws -> Timestamp {
        Timestamp(microseconds: try timestamp(column))
    }

    func optionalTime(_ column: Int) throws -> Timestamp? {
        try optionalTimestamp(column).map { Timestamp(microseconds: $0) }
    }
}
