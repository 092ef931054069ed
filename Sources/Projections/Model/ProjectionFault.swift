import Events
import Model

/// An event that a projection can't be made with.
///
/// It stops that projection, and no other.
package struct ProjectionFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: LogPosition
    package let reason: Reason

    package enum Reason: Hashable, Sendable {
        /// The event changes a row that no earlier event made.
        case noRow(table: String, id: Int64)
        /// The event makes a row that is there already.
        case rowExists(table: String, id: Int64)
        /// The event stands in a stream of another kind than its type belongs to.
        case wrongStream
        /// A sum does not fit 64 bits.
        case overflow
        /// The event's type or payload can't be decoded.
        case unreadable(String)
        /// PostgreSQL refused the row that this event led to.
        case refused(String)
        /// As the checkpoint has it from the node that found it.
        case reported(String)
    }

    package init(_ position: LogPosition, _ reason: Reason) {
        self.position = position
        self.reason = reason
    }

    package var description: String {
        if case .reported(let text) = reason { return text }
        return "event \(position.rawValue): \(reasonText)"
    }

    private var reasonText: String {
        switch reason {
        case .noRow(let table, let id): "changes row \(id) of \(table), which no event made"
        case .rowExists(let table, let id): "makes row \(id) of \(table) a second time"
        case .wrongStream: "stands in a stream of another kind"
        case .overflow: "a sum exceeds 64 bits"
        case .unreadable(let text): "can't be read: \(text)"
        case .refused(let text): "its row was refused: \(text)"
        case .reported(let text): text
        }
    }
}

/// Adds within 64 bits.
func sum(
    _ left: Int64,
    _ right: Int64,
    at position: LogPosition
) throws(ProjectionFault) -> Int64 {
    let (result, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw ProjectionFault(position, .overflow) }
    return result
}

/// Subtracts within 64 bits.
func difference(
    _ left: Int64,
    _ right: Int64,
    at position: LogPosition
) throws(ProjectionFault) -> Int64 {
    let (result, overflow) = left.subtractingReportingOverflow(right)
    guard !overflow else { throw ProjectionFault(position, .overflow) }
    return result
}
