import HTTP

/// What a change of the feed's state asks to be done, in this order.
struct FeedActions {
    var completions: [Completion] = []
    var pushes: [Push] = []
    /// Readers whose `after` is to be compared with the log's end.
    var checks: [Ticket] = []
    /// Readers for whom the next piece of their replay is to be made.
    var replays: [Ticket] = []
}
