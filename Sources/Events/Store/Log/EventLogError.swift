import Model
import Postgres

/// Why an operation of the log failed.
///
/// In each case but `outcomeUnknown` nothing was written.
package enum EventLogError: Error, Equatable {
    /// The database can't be reached, ended the connection, or refuses writes; worth trying again.
    case unavailable(String)
    /// It is not known whether the batch was stored: the wait was given up at shutdown.
    /// The client must not be told that nothing happened.
    case outcomeUnknown(String)
    /// The lock was not given within the limit; worth trying again.
    case lockTimeout
    /// The log holds something this software can't read: an unknown type or a broken payload.
    case unreadable(LogPosition, String)
    /// The database refused the rows for a reason that trying again does not fix.
    case refused(String)
}

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

extension EventLogError {
    /// The one place where PostgreSQL's errors become the log's.
    init(_ error: PostgresError) {
        switch error {
        case .connection(let text):
            self = .unavailable(text)
        case .server(let error):
            self.init(error)
        case .decoding, .misuse:
            self = .refused("\(error)")
        }
    }

    init(_ error: ServerError) {
        switch error.sqlState {
        case .lockNotAvailable:
            self = .lockTimeout
        case .uniqueViolation:
            self = .refused(EventLogError.duplicate(error))
        case let state where state.isTransient:
            self = .unavailable("\(error)")
        default:
            // Without the detail, which may quote a row of personal data.
            self = .refused("\(error.message) (SQLSTATE \(error.sqlState.code))")
        }
    }

    /// From an error of an injected connect function.
    init(connecting error: any Error) {
        if let error = error as? PostgresError {
            // Any failure to connect may be fixed outside this process.
            self = .unavailable("\(error)")
        } else {
            self = .unavailable("no connection: \(error)")
        }
    }

    private static func duplicate(_ error: ServerError) -> String {
        let what =
            switch error.constraint {
            case "events_position": "an event exists at that position already"
            case "events_stream_version": "the stream has an event of that version already"
            case "batches_last_position", "batches_first_position":
                "a batch exists at that position already"
            case "receipts_actor_key": "a receipt exists under that key already"
            case "people_user_id": "the user has personal data already"
            case let name: "\(name ?? "a key") exists already"
            }
        guard let detail = error.detail else { return what }
        return "\(what): \(detail)"
    }
}

extension EventLogError {
    init(_ error: UnreadableEvent) {
        self = .unreadable(error.position, "\(error.reason)")
    }
}
