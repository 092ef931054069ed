extension Row {
    /// An integer of any width.
    package func int64(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalInt64(column))
    }

    package func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? {
        try decode(column, "integer") { $0.integer() }
    }

    /// An integer that fits 32 bits.
    package func int32(_ column: Int) throws(PostgresError) -> Int32 {
        try required(
            column,
            decode(column, "32-bit integer") { $0.integer().flatMap { Int32(exactly: $0) } }
        )
    }

    /// An integer that fits 16 bits.
    package func int16(_ column: Int) throws(PostgresError) -> Int16 {
        try required(
            column,
            decode(column, "16-bit integer") { $0.integer().flatMap { Int16(exactly: $0) } }
        )
    }

    package func bool(_ column: Int) throws(PostgresError) -> Bool {
        try required(column, decode(column, "bool") { $0.bool() })
    }

    /// Text, JSON, a name or an enum's label.
    package func string(_ column: Int) throws(PostgresError) -> String {
        try required(column, optionalString(column))
    }

    package func optionalString(_ column: Int) throws(PostgresError) -> String? {
        try decode(column, "text") { $0.string() }
    }

    /// A `bytea`, or the bytes of text or JSON.
    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] {
        try required(column, optionalBytes(column))
    }

    package func optionalBytes(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try decode(column, "bytea") { $0.byteArray() }
    }

    /// The bytes of a binary result without a copy, valid during the call.
    package func withBytes<R>(
        _ column: Int,
        _ body: (UnsafeRawBufferPointer) -> R
    ) throws(PostgresError) -> R {
        try required(column, decode(column, "bytea") { $0.isText ? nil : body($0.content) })
    }

    /// 128 bits in network order.
    package func uuid(_ column: Int) throws(PostgresError) -> (high: UInt64, low: UInt64) {
        try required(column, optionalUUID(column))
    }

    package func optionalUUID(_ column: Int) throws(PostgresError) -> (high: UInt64, low: UInt64)? {
        try decode(column, "uuid") { $0.uuid() }
    }

    /// A `timestamptz` as microseconds since 1970.
    package func timestamp(_ column: Int) throws(PostgresError) -> Int64 {
        try required(column, optionalTimestamp(column))
    }

    package func optionalTimestamp(_ column: Int) throws(PostgresError) -> Int64? {
        try decode(column, "timestamptz") { $0.timestamp() }
    }
}
