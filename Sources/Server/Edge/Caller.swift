import HTTP

/// Who a command's outcome is for.
enum Caller: Sendable {
    case request(Ticket)
    /// One of the service's own jobs, which looks at the read model instead.
    case job
}
