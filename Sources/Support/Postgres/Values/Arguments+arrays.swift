/// Arrays, for statements that take many rows at once by `unnest($1, $2, …)`.
extension Arguments {
    /// Adds an `int8[]`.
    package mutating func append(_ values: [Int64]) {
        array(.int8Array, of: .int8, values) { $1.appendBigEndian($0) }
    }

    /// Adds an `int8[]` with NULLs.
    package mutating func append(_ values: [Int64?]) {
        nullableArray(.int8Array, of: .int8, values) { $1.appendBigEndian($0) }
    }

    /// Adds an `int4[]`.
    package mutating func append(_ values: [Int32]) {
        array(.int4Array, of: .int4, values) { $1.appendBigEndian($0) }
    }

    /// Adds an `int2[]`.
    package mutating func append(_ values: [Int16]) {
        array(.int2Array, of: .int2, values) { $1.appendBigEndian($0) }
    }

    /// Adds a `text[]`.
    package mutating func append(_ values: [String]) {
        array(.textArray, of: .text, values) { $1.append(contentsOf: $0.utf8) }
    }

    /// Adds a `text[]` with NULLs.
    package mutating func append(_ values: [String?]) {
        nullableArray(.textArray, of: .text, values) { $1.append(contentsOf: $0.utf8) }
    }

    /// Adds a `bytea[]`.
    package mutating func append(_ values: [[UInt8]]) {
        array(.byteaArray, of: .bytea, values) { $1.append(contentsOf: $0) }
    }

    /// Adds a `json[]` with NULLs from texts.
    package mutating func append(jsons values: [[UInt8]?]) {
        nullableArray(.jsonArray, of: .json, values) { $1.append(contentsOf: $0) }
    }

    /// Adds a `timestamptz[]` from microseconds since 1970.
    package mutating func append(timestamps values: [Int64]) {
        array(.timestamptzArray, of: .timestamptz, values) {
            $1.appendBigEndian($0 - epochDifference)
        }
    }

    /// Adds a `timestamptz[]` with NULLs from microseconds since 1970.
    package mutating func append(timestamps values: [Int64?]) {
        nullableArray(.timestamptzArray, of: .timestamptz, values) {
            $1.appendBigEndian($0 - epochDifference)
        }
    }

    private mutating func array<Element>(
        _ type: PostgresType,
        of element: PostgresType,
        _ values: [Element],
        _ write: (Element, inout [UInt8]) -> Void
    ) {
        append(type) { bytes in
            bytes.appendArrayHeader(count: values.count, hasNulls: false, element)
            for value in values { bytes.appendCounted { write(value, &$0) } }
        }
    }

    private mutating func nullableArray<Element>(
        _ type: PostgresType,
        of element: PostgresType,
        _ values: [Element?],
        _ write: (Element, inout [UInt8]) -> Void
    ) {
        append(type) { bytes in
            bytes.appendArrayHeader(count: values.count, hasNulls: true, element)
            for value in values {
                guard let value else {
                    bytes.appendBigEndian(Int32(-1))
                    continue
                }
                bytes.appendCounted { write(value, &$0) }
            }
        }
    }
}

extension [UInt8] {
    /// The head of PostgreSQL's binary array (`array_recv`): one dimension from 1, or none if
    /// empty.
    fileprivate mutating func appendArrayHeader(
        count: Int,
        hasNulls: Bool,
        _ element: PostgresType
    ) {
        appendBigEndian(Int32(count == 0 ? 0 : 1))
        appendBigEndian(Int32(hasNulls ? 1 : 0))
        appendBigEndian(element.rawValue)
        guard count > 0 else { return }
        appendBigEndian(Int32(count))
        appendBigEndian(Int32(1))
    }

    /// Appends what `write` appends, with its length before it.
    fileprivate mutating func appendCounted(_ write: (inout [UInt8]) -> Void) {
        let start = count
        appendBigEndian(Int32(0))
        write(&self)
        let length = UInt32(count - start - 4)
        self[start] = UInt8(truncatingIfNeeded: length >> 24)
        self[start + 1] = UInt8(truncatingIfNeeded: length >> 16)
        self[start + 2] = UInt8(truncatingIfNeeded: length >> 8)
        self[start + 3] = UInt8(truncatingIfNeeded: length)
    }
}
