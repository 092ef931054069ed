/// A failure of the command line: one line that names what to fix.
package struct Complaint: Error, Equatable {
    package let message: String
    package let exitCode: ExitCode

    package init(_ message: String, exitCode: ExitCode = .failure) {
        self.message = message
        self.exitCode = exitCode
    }

    package static func usage(_ message: String) -> Complaint {
        Complaint(message, exitCode: .usage)
    }
}

extension Complaint: CustomStringConvertible {
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
