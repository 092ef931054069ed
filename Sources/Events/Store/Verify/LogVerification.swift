import Events
import Model

/// The result of a verification of the log.
///
/// A log whose last batches were removed together with their events is sound in itself. To notice
/// that, keep `position` and `hash` of an earlier run elsewhere and compare.
package struct LogVerification: Hashable, Sendable {
    /// Events and batches that were read: in a verification that went on from an earlier one, those
    /// after it.
    package internal(set) var events = 0
    package internal(set) var batches = 0
    /// The last position of the last batch.
    package internal(set) var position = LogPosition.start
    /// The hash of the last batch, which depends on everything before it.
    package internal(set) var hash: [UInt8] = []
    /// The time of the last batch; nil if there is no batch.
    package internal(set) var recordedAt: Timestamp?
    package internal(set) var faults = 0
    /// The fault at the lowest position.
    package internal(set) var first: LogFault?

    package var isSound: Bool { faults == 0 }

    /// Counts a fault, or several of which this is the first.
    mutating func add(_ fault: LogFault, count: Int = 1) {
        faults += count
        guard let first else {
            self.first = fault
            return
        }
        if fault.position < first.position { self.first = fault }
    }
}

/// A fault at a position of the log.
///
/// Positions are the first that can't be trusted.
package enum LogFault: Hashable, Sendable {
    /// Events are missing before `found`, from `expected` on.
    case gap(expected: LogPosition, found: LogPosition)
    /// The log ends before the last event that its last batch claims to have.
    case missingEnd(expected: LogPosition)
    /// A position is repeated or out of order.
    case repeated(LogPosition)
    /// A batch's rows are not those that were appended: changed, replaced or reordered.
    case changedRows(first: LogPosition, last: LogPosition)
    /// A batch does not continue the batch before it: one was removed, added or replaced.
    case brokenChain(first: LogPosition, last: LogPosition)
    /// A batch does not begin where the batch before it ends.
    case misplacedBatch(expected: LogPosition, first: LogPosition, last: LogPosition)
    /// Events that belong to no batch.
    case outsideBatches(first: LogPosition, last: LogPosition)
    /// A stream's versions are not 1, 2, 3 … in order of position.
    case version(LogPosition, stream: String, expected: Int32, found: Int32)
    /// A row's time is not its batch's, or time goes back.
    case time(LogPosition)
    /// An epoch does not begin after the batch that it names: the log before it is another one.
    case epoch(EpochID, begins: LogPosition)
    /// No event can be made of the row.
    case unreadable(LogPosition, EventCodecError)

    /// Where it begins.
    package var position: LogPosition {
        switch self {
        case .gap(let expected, _): expected
        case .missingEnd(let expected): expected
        case .repeated(let position): position
        case .changedRows(let first, _): first
        case .brokenChain(let first, _): first
        case .misplacedBatch(let expected, _, _): expected
        case .outsideBatches(let first, _): first
        case .version(let position, _, _, _): position
        case .time(let position): position
        case .epoch(_, let begins): begins
        case .unreadable(let position, _): position
        }
    }
}

extension LogFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .gap(let expected, let found):
            "position \(expected.rawValue): missing, the next event is at \(found.rawValue)"
        case .missingEnd(let expected):
            "position \(expected.rawValue): missing, and nothing comes after it"
        case .repeated(let position):
            "position \(position.rawValue): is repeated or out of order"
        case .changedRows(let first, let last):
            "position \(first.rawValue): the batch \(first.rawValue) to \(last.rawValue) "
                + "is not what was appended"
        case .brokenChain(let first, let last):
            "position \(first.rawValue): the batch \(first.rawValue) to \(last.rawValue) "
                + "does not continue the batch before it"
        case .misplacedBatch(let expected, let first, let last):
            "position \(expected.rawValue): the next batch is \(first.rawValue) to \(last.rawValue)"
        case .outsideBatches(let first, let last):
            "position \(first.rawValue): events \(first.rawValue) to \(last.rawValue) "
                + "belong to no batch"
        case .version(let position, let stream, let expected, let found):
            "position \(position.rawValue): stream \(stream) has version \(found) "
                + "where \(expected) comes"
        case .time(let position):
            "position \(position.rawValue): the time is not its batch's or goes back"
        case .epoch(let id, let begins):
            "position \(begins.rawValue): history \(id) does not begin after its named batch"
        case .unreadable(let position, let error):
            "position \(position.rawValue): \(error)"
        }
    }
}
