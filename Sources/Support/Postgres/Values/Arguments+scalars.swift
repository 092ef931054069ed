extension Arguments {
    /// Adds an `int8`.
    package mutating func append(_ value: Int64?) {
        guard let value else { return append(null: .int8) }
        append(.int8) { $0.appendBigEndian(value) }
    }

    /// Adds an `int4`.
    package mutating func append(_ value: Int32?) {
        guard let value else { return append(null: .int4) }
        append(.int4) { $0.appendBigEndian(value) }
    }

    /// Adds a `bool`.
    package mutating func append(_ value: Bool?) {
        guard let value else { return append(null: .bool) }
        append(.bool) { $0.append(value ? 1 : 0) }
    }

    /// Adds a `text`.
    ///
    /// PostgreSQL refuses U+0000 within it.
    package mutating func append(_ value: String?) {
        guard let value else { return append(null: .text) }
        append(.text) { $0.append(contentsOf: value.utf8) }
    }

    /// Adds a `bytea`.
    package mutating func append(_ value: [UInt8]?) {
        guard let value else { return append(null: .bytea) }
        append(.bytea) { $0.append(contentsOf: value) }
    }

    /// Adds a `json` from its text.
    package mutating func append(json value: [UInt8]?) {
        guard let value else { return append(null: .json) }
        append(.json) { $0.append(contentsOf: value) }
    }

    /// Adds a `timestamptz` from microseconds since 1970.
    package mutating func append(timestamp microseconds: Int64?) {
        guard let microseconds else { return append(null: .timestamptz) }
        append(.timestamptz) { $0.appendBigEndian(microseconds - epochDifference) }
    }
}

extension [UInt8] {
    /// Appends the integer in network order.
    @inlinable package mutating func appendBigEndian<Value: FixedWidthInteger>(_ value: Value) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
