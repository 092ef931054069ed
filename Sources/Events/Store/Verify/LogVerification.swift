import Model

/// What a verification of the log found.
///
/// A log whose last batches were removed together with their events is sound in itself: whoever
/// wants to notice keeps `position` and `hash` of an earlier run elsewhere and compares.
package struct LogVerification: Hashable, Sendable {
    package internal(set) var events = 0
    package internal(set) var batches = 0
    /// The last position of the last batch.
    package internal(set) var position = LogPosition.start
    /// The hash of the last batch, which stands for everything before it.
    package internal(set) var hash: [UInt8] = []
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
