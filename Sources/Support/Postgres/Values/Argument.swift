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
