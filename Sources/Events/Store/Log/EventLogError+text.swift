extension EventLogError: CustomStringConvertible {
    /// One line, fit for logs and for the person who typed a command.
    package var description: String {
        switch self {
        case .unavailable(let cause): "the log is not available: \(cause)"
        case .outcomeUnknown(let cause):
            "whether the last batch was written is not known: \(cause)"
        case .lockTimeout: "the append lock was not given in time"
        case .unreadable(let position, let cause): "event \(position) can't be read: \(cause)"
        case .refused(let cause): "refused: \(cause)"
        }
    }
}
