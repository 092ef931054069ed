/// What the process answers its caller with.
package enum ExitCode: Int32 {
    case success = 0
    case failure = 1
    /// The command line was wrong.
    case usage = 2
    /// What was to be read on from was lost with the log's end.
    case historyChanged = 3
}
