import Events
import Model

/// An event that a read model can't be made from.
///
/// It stops that read model, and no other.
package struct ProjectionFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: LogPosition
    package let reason: Reason

    package enum Reason: Hashable, Sendable {
        /// The event changes a row that no earlier event has made.
        case noRow(table: String, id: String)
        /// The event makes a row that exists already.
        case rowExists(table: String, id: String)
        /// The event is in a stream of another kind than its type belongs to.
        case wrongStream
        /// A sum does not fit 64 bits.
        case overflow
        /// The event's type or payload can't be decoded.
        case unreadable(String)
        /// PostgreSQL refused the row that resulted from this event.
        case refused(String)
        /// The text that another node wrote into the checkpoint.
        case reported(String)
    }

    /// The fault of the event at the position.
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
        case .wrongStream: "is in a stream of another kind"
        case .overflow: "a sum exceeds 64 bits"
        case .unreadable(let text): "can't be read: \(text)"
        case .refused(let text): "its row was refused: \(text)"
        case .reported(let text): text
        }
    }
}

extension RecordedEvent {
    /// The error for an event in a stream of another kind than its type belongs to.
    var wrongStream: ProjectionFault { ProjectionFault(position, .wrongStream) }

    /// Adds within 64 bits.
    func sum(_ left: Int64, _ right: Int64) throws(ProjectionFault) -> Int64 {
        let (result, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw ProjectionFault(position, .overflow) }
        return result
    }

    /// Subtracts within 64 bits.
    func difference(_ left: Int64, _ right: Int64) throws(ProjectionFault) -> Int64 {
        let (result, overflow) = left.subtractingReportingOverflow(right)
        guard !overflow else { throw ProjectionFault(position, .overflow) }
        return result
    }
}
