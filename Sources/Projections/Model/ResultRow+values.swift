import Events
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
