/// What the process answers its caller with.
enum ExitCode: Int32 {
    case success = 0
    case failure = 1
    /// The command line was wrong.
    case usage = 2
}
