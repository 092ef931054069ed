import Synchronization

/// The HTTP/1.1 edge: listens, parses, hands requests to handlers, sends answers in order.
package final class Server: Sendable {
    private let configuration: Configuration
    private let makeHandler: @Sendable (_ loop: Int) -> any Handler

    /// Prepares a server; nothing is opened before `start`.
    ///
    /// `makeHandler` is called once per loop, on the loop's thread.
    package init(
        _ configuration: Configuration,
        makeHandler: @escaping @Sendable (_ loop: Int) -> any Handler
    ) {
        self.configuration = configuration
        self.makeHandler = makeHandler
    }

    /// Binds the address and starts the loops; returns when connections are accepted.
    package func start() throws(ServerError) {}

    /// The bound port; 0 before `start`.
    package var port: UInt16 { 0 }

    /// Answers deferred requests, from any thread; wakes each loop once.
    package func complete(_ completions: [Completion]) {}

    /// Stops accepting, answers what is in flight, closes, and joins the threads.
    ///
    /// Whatever is unanswered when the grace has passed is cut off.
    package func stop(graceMilliseconds: Int64) {}

    /// A snapshot of what the loops counted, at most one turn old.
    package var counters: ServerCounters { ServerCounters() }
}
