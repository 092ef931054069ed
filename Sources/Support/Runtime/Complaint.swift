import Postgres

/// A failure of the command line: one line that names what to fix.
package struct Complaint: Error, Equatable, CustomStringConvertible {
    package let message: String
    package let exitCode: ExitCode

    package init(_ message: String, exitCode: ExitCode = .failure) {
        self.message = message
        self.exitCode = exitCode
    }

    package static func usage(_ message: String) -> Complaint {
        Complaint(message, exitCode: .usage)
    }

    package var description: String { message }
}

/// The exit status of the process.
package enum ExitCode: Int32 {
    case success = 0
    case failure = 1
    /// The command line was wrong.
    case usage = 2
    /// The place to continue from was lost with the log's end.
    case historyChanged = 3
}

extension Complaint {
    /// The complaint about an error of the database: one line that names what to fix.
    package init(database error: any Error) {
        switch error {
        case let complaint as Complaint: self = complaint
        case let error as PostgresError: self.init(error)
        case let error as MigrationError: self.init(error)
        default: self.init("\(error)")
        }
    }

    private init(_ error: MigrationError) {
        switch error {
        case .database(let cause): self.init(cause)
        case .failed(_, _, _, let cause)
        where cause.serverError?.sqlState == .insufficientPrivilege:
            self.init(cause)
        case .failed, .misnumbered, .changed, .newer, .pending, .endsTransaction:
            self.init("\(error).")
        }
    }

    private init(_ error: PostgresError) {
        guard let refusal = error.serverError, refusal.sqlState == .insufficientPrivilege else {
            let text = "\(error)"
            let end = text.last.map { ".?!".contains($0) } == true ? "" : "."
            self.init("\(text)\(end) Check --database or DATABASE_URL.")
            return
        }
        let hint = refusal.hint.map { " \($0)" } ?? ""
        self.init(
            "The database user lacks a privilege: \(refusal.message).\(hint) It needs CREATEROLE, "
                + "and CREATE on the database, or run tally migrate once as a user that has them."
        )
    }
}
