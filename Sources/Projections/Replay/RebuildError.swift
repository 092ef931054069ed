import Events

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

    package var description: String {
        switch self {
        case .alreadyRunning: "another replay is running on this database"
        case .interrupted(let position):
            "interrupted at position \(position.rawValue); run it again to go on from there"
        case .tooBusy: "the tables are in use all the time: they could not be swapped"
        }
    }
}
