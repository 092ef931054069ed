import EventStore
import Events
import HTTP
import Model
import Queries

/// A question on its way: what is asked, by which request, and what the answer depends on.
struct Asked: Sendable {
    let ticket: Ticket
    var question: Question
    /// The read model must have got here before it is answered.
    let minimum: LogPlace?
    /// The value of `If-None-Match`.
    let ifNoneMatch: [UInt8]?
    /// Until when it may wait for the read model, in milliseconds of the monotonic clock.
    let deadline: Int64
    /// The epoch that the answer's position is given out in.
    private(set) var epoch: EpochID
    /// Where the log has the asker's session; nil for a question that everybody may ask.
    var caller: LogPlace?
    /// Of the history that the caller was let in by.
    var historyVersion = 0

    /// The same, to be answered with positions of that epoch.
    func shown(in epoch: EpochID) -> Asked {
        var copy = self
        copy.epoch = epoch
        return copy
    }

    var minimumPosition: LogPosition? { minimum?.position }
}
