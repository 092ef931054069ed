import Model

/// The time up to which a node knows everything that was recorded: every event that was recorded
/// before `time` is at `position` or before it, and none will be added.
///
/// A batch gets its time under the append lock, never before the last batch's. So the node that
/// holds that lock at a time knows the end of the log as of it.
package struct ClosedMoment: Hashable, Sendable {
    /// Microseconds since 1970, excluded.
    package let time: Int64
    package let position: LogPosition

    package init(before time: Int64, at position: LogPosition) {
        self.time = time
        self.position = position
    }

    /// Nothing is known yet.
    package static let start = ClosedMoment(before: 0, at: .start)
}

/// How much one snapshot of the database holds of the time before a moment.
struct RecordedBefore {
    /// Microseconds since 1970, excluded.
    let time: Int64
    /// The last event that the log in the snapshot has from before the moment.
    let last: LogPosition
    /// The position of the read model in the snapshot.
    let reached: LogPosition
    /// Where the log in the snapshot ends, and when that was recorded; nil while it is empty.
    let end: (position: LogPosition, recordedAt: Int64)?

    /// The position that the read model has to reach before the snapshot shows everything there
    /// will ever be of that time; nil if it does already.
    func lack(_ closed: ClosedMoment) -> LogPosition? {
        guard isFinal(closed) else { return max(last, closed.position) }
        return last <= reached ? nil : last
    }

    /// Whether nothing can be added to that time.
    private func isFinal(_ closed: ClosedMoment) -> Bool {
        if let end, end.recordedAt >= time { return true }
        return time <= closed.time && (end?.position ?? .start) >= closed.position
    }
}

/// When a deadline counts as over: at its own microsecond and from then on, as in every decision of
/// the write side, and whether or not an event has said so yet.
///
/// The one place where queries compare a deadline with the time.
package enum Deadline {
    /// Both in microseconds since 1970.
    @inline(__always)
    package static func hasCome(_ deadline: Int64, at now: Int64) -> Bool { deadline <= now }

    /// The same of a row's column `expires_at`, in SQL and by the clock of the database.
    static let isPast = "expires_at <= now()"

    /// The opposite, in SQL.
    static let isToCome = "expires_at > now()"
}
