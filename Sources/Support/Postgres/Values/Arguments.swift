/// The parameters of one statement, `$1`, `$2`, …, in binary form.
///
/// Either a literal, `[.int64(7), .text("x")]`, or built by `append`.
package struct Arguments: Sendable {
    private(set) var types: [UInt32] = []
    private var spans: [Span] = []
    /// Never empty, so that even an empty text has an address: libpq takes a null pointer for NULL.
    private var bytes: [UInt8] = [0]

    private struct Span {
        let offset: Int
        /// Nil for NULL.
        let count: Int?
    }

    /// No parameters.
    package static let none = Arguments()

    package init() {}

    /// Adds NULL of the given type.
    mutating func append(null type: PostgresType) {
        types.append(type.rawValue)
        spans.append(Span(offset: 0, count: nil))
    }

    /// Adds one parameter whose bytes `write` appends.
    mutating func append(_ type: PostgresType, _ write: (inout [UInt8]) -> Void) {
        let offset = bytes.count
        write(&bytes)
        types.append(type.rawValue)
        spans.append(Span(offset: offset, count: bytes.count - offset))
    }

    /// Calls `body` with what libpq takes: count, addresses, lengths and formats (1: binary).
    func withPointers<R>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            let values = spans.map { span in
                span.count == nil ? nil : start.map { $0 + span.offset }
            }
            let lengths = spans.map { Int32($0.count ?? 0) }
            let formats = [Int32](repeating: 1, count: spans.count)
            return body(Int32(spans.count), values, lengths, formats)
        }
    }

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

/// One parameter in a literal of `Arguments`.
package enum Argument: Sendable {
    case int64(Int64?)
    case int32(Int32?)
    case bool(Bool?)
    case text(String?)
    case bytes([UInt8]?)
    case json([UInt8]?)
    /// Microseconds since 1970.
    case timestamp(Int64?)
    case int64s([Int64])
    case texts([String])
    /// Microseconds since 1970.
    case timestamps([Int64])
}

extension Arguments: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Argument...) {
        for element in elements { append(element) }
    }

    /// Adds one parameter.
    package mutating func append(_ argument: Argument) {
        switch argument {
        case .int64(let value): append(value)
        case .int32(let value): append(value)
        case .bool(let value): append(value)
        case .text(let value): append(value)
        case .bytes(let value): append(value)
        case .json(let value): append(json: value)
        case .timestamp(let value): append(timestamp: value)
        case .int64s(let values): append(values)
        case .texts(let values): append(values)
        case .timestamps(let values): append(timestamps: values)
        }
    }
}
