/// A failure told to whoever typed the command: one line that says what to mend.
struct Complaint: Error, Equatable {
    let message: String
    let exitCode: ExitCode

    init(_ message: String, exitCode: ExitCode = .failure) {
        self.message = message
        self.exitCode = exitCode
    }

    static func usage(_ message: String) -> Complaint {
        Complaint(message, exitCode: .usage)
    }
}

extension Complaint: CustomStringConvertible {
    var description: String { message }
}
