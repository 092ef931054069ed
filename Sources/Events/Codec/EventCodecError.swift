/// Why an event of the log can't be read.
///
/// Reading stops there: an event is never skipped.
package enum EventCodecError: Error, Hashable {
    /// A later version of the software wrote it, or nobody did.
    case unknownType(String)
    case unknownSchema(type: String, schema: Int16)
    case malformed(type: String, String)
    case unknownStream(String)
    /// A column has bytes that are no value of its type.
    case malformedRow(String)
}

extension EventCodecError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownType(let name): "unknown event type \(name)"
        case .unknownSchema(let type, let schema): "unknown schema \(schema) of event type \(type)"
        case .malformed(let type, let message): "malformed payload of \(type): \(message)"
        case .unknownStream(let name): "unknown stream \(name)"
        case .malformedRow(let message): "malformed row: \(message)"
        }
    }
}
