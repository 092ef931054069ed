import HTTP

/// Who a command's outcome is for.
enum Caller: Sendable {
    case request(Ticket)
    /// A thread that waits, and which of the commands that it waits for this one is.
    case awaited(AwaitedOutcomes, index: Int)
    /// One of the service's own jobs, which looks at the read model instead.
    case job
}
