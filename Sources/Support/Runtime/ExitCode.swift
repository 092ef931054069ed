/// The exit status of the process.
package enum ExitCode: Int32 {
    case success = 0
    case failure = 1
    /// The command line was wrong.
    case usage = 2
    /// The place to continue from was lost with the log's end.
    case historyChanged = 3
}
