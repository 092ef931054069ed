import Events
import Model

/// Why a replay ended before its time.
///
/// What it had committed is kept, and the next one goes on there.
package enum RebuildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another replay is at work on this database.
    case alreadyRunning
    /// It was asked to stop.
    case interrupted(LogPosition)
    /// The tables could not be locked to be swapped; nothing was changed.
    case tooBusy
    /// Read models hold events up to `position`, and the log ends at `end`: it has lost its end.
    case ahead(of: LogPosition, position: LogPosition)
    /// A cut was accepted where the log does not end.
    case otherEnd(accepted: LogPosition, end: LogPosition)

    package var description: String {
        switch self {
        case .alreadyRunning: "another replay is running on this database"
        case .interrupted(let position):
            "interrupted at position \(position.rawValue); run it again to go on from there"
        case .tooBusy: "the tables are in use all the time: they could not be swapped"
        case .ahead(let end, let position):
            "the log ends at position \(end), but read models hold events up to \(position): the log "
                + "has lost its end. Restore it if that was no purpose; else stop all nodes and run "
                + "tally replay --accept-cut \(end), which makes the read models as short as the log"
        case .otherEnd(let accepted, let end):
            "the log ends at position \(end), not at \(accepted): --accept-cut takes the position "
                + "that the log ends at"
        }
    }
}
