import Model

/// How a warming ended that did not fail.
package enum WarmOutcome: Hashable, Sendable {
    /// Done; those who waited for a position that is reached by this.
    case warmed(reached: [WaitTicket])
    /// Another one was under way; nothing was done.
    case alreadyRunning
    /// The database has less than was shown to clients: a standby that lags, or read models that
    /// have yet to catch up again.
    ///
    /// Nothing was taken over: warm again later.
    case databaseBehind(ReadModel)
    /// The cache lost its data meanwhile: warm again.
    case interrupted
}
