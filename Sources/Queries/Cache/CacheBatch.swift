import Model

/// What one committed projection batch did to the read models.
package struct CacheBatch: Sendable {
    package enum Continuity: Hashable, Sendable {
        /// All that changed since the batch before is named here.
        case follows
        /// More may have changed than is named, as after a replay or a reconnect: the cache gives
        /// up what it holds and is to be warmed again.
        ///
        /// The log ends at `logEnd` or later. What was shown from beyond a failover has cut off.
        case restarts(logEnd: LogPosition)
    }

    package var continuity: Continuity
    /// Where every read model stands after the batch, those that did not move included.
    package var positions: ReadPositions
    /// The balances that changed, as they are after the batch; users' only, system accounts are
    /// nobody's to ask for.
    package var balances: [BalanceRow] = []
    /// The slots that changed, as they are after the batch.
    package var slots: [SlotRow] = []
    /// What was reserved or released of balances, in the log's order: what `balances` count as
    /// pending.
    package var reservations: [SetAsideChange<BalanceRow.Key>] = []
    /// What was held or given back of seats, in the log's order: what `slots` count as held.
    package var seats: [SetAsideChange<SlotID>] = []
    /// What else changed; balances and slots need not be repeated here.
    package var touched: [Topic] = []

    package init(continuity: Continuity = .follows, positions: ReadPositions) {
        self.continuity = continuity
        self.positions = positions
    }
}
