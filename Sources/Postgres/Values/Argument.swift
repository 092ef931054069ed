/// One parameter in a literal of `Arguments`.
package enum Argument: Sendable {
    case int64(Int64?)
    case int32(Int32?)
    case int16(Int16?)
    case bool(Bool?)
    case text(String?)
    case bytes([UInt8]?)
    case json([UInt8]?)
    case uuid(high: UInt64, low: UInt64)
    /// Microseconds since 1970.
    case timestamp(Int64?)
    case null(PostgresType)
    case int64s([Int64])
    case texts([String])
    case nullableTexts([String?])
    case bools([Bool])
    case byteStrings([[UInt8]])
    case uuids([(high: UInt64, low: UInt64)])
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
        case .int16(let value): append(value)
        case .bool(let value): append(value)
        case .text(let value): append(value)
        case .bytes(let value): append(value)
        case .json(let value): append(json: value)
        case .uuid(let high, let low): append(uuidHigh: high, low: low)
        case .timestamp(let value): append(timestamp: value)
        case .null(let type): append(null: type)
        case .int64s(let values): append(values)
        case .texts(let values): append(values)
        case .nullableTexts(let values): append(values)
        case .bools(let values): append(values)
        case .byteStrings(let values): append(values)
        case .uuids(let values): append(uuids: values)
        case .timestamps(let values): append(timestamps: values)
        }
    }
}
