import Model

/// What the read models said to a question, as of one snapshot.
package enum Reading: Hashable, Sendable {
    case found(Answer)
    /// No such thing, or it is somebody else's.
    case notFound(at: LogPosition)
    /// What the read models hold does not allow to answer it as it was asked.
    case refused(ParameterRefusal, at: LogPosition)
    /// The read model has yet to get to `until` before it holds all of the moment that is asked for: to be
    /// read again then.
    case lacking(until: LogPosition, at: LogPosition)

    /// Whether a deadline has come that the answer depends on, so that it has to be read again.
    ///
    /// `now`: by the clock of the database, in microseconds since 1970.
    package func isOver(at now: Int64) -> Bool {
        switch self {
        case .found(let answer): answer.isOver(at: now)
        case .notFound, .refused, .lacking: false
        }
    }

    /// The position of the question's read model in the snapshot.
    package var position: LogPosition {
        switch self {
        case .found(let answer): answer.position
        case .notFound(let position), .refused(_, let position), .lacking(_, let position): position
        }
    }
}
