import Postgres

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

    /// What an injected connect function threw.
    init(connecting error: any Error) {
        if let error = error as? PostgresError {
            // Whatever keeps a session from being made may be mended without this process.
            self = .unavailable("\(error)")
        } else {
            self = .unavailable("no connection: \(error)")
        }
    }

    private static func duplicate(_ error: ServerError) -> String {
        let what =
            switch error.constraint {
            case "events_position": "an event stands at that position already"
            case "events_stream_version": "the stream has an event of that version already"
            case "batches_last_position", "batches_first_position":
                "a batch stands at that position already"
            case "receipts_actor_key": "a receipt stands under that key already"
            case "people_user_id": "the user has personal data already"
            case let name: "\(name ?? "a key") stands already"
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
