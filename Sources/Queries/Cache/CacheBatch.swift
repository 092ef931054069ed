import Model

/// The changes of one committed projection batch to the read models.
package struct CacheBatch: Sendable {
    package enum Continuity: Hashable, Sendable {
        /// Every change since the batch before is named here.
        case follows
        /// More may have changed than is named, as after a replay or a reconnect: the cache forgets
        /// what it holds and has to be warmed again.
        ///
        /// The log ends at `logEnd` or later: a failover has cut off what was shown from beyond it.
        case restarts(logEnd: LogPosition)
    }

    package var continuity: Continuity
    /// The position of every read model after the batch, those that did not move included.
    package var positions: ReadPositions
    /// The users' balances that changed, as they are after the batch; nobody may ask for those of
    /// system accounts.
    package var balances: [BalanceRow] = []
    /// The slots that changed, as they are after the batch.
    package var slots: [SlotRow] = []
    /// Money that was reserved or released, in the log's order: `balances` count it as pending.
    package var reservations: [SetAsideChange<BalanceRow.Key>] = []
    /// Seats that were held or given back, in the log's order: `slots` count them as held.
    package var seats: [SetAsideChange<SlotID>] = []
    /// Other changes; balances and slots need not be repeated here.
    package var touched: [Topic] = []

    package init(continuity: Continuity = .follows, positions: ReadPositions) {
        self.continuity = continuity
        self.positions = positions
    }
}

/// Something was set aside until a deadline, or is so no longer.
package struct SetAsideChange<Owner: Hashable & Sendable>: Hashable, Sendable {
    /// The balance or the slot.
    package let owner: Owner
    /// The transfer or the hold.
    package let id: Int64
    /// Minor units of money, or 1 for a seat.
    package let amount: Int64
    /// Microseconds since 1970; nil once it has ended in any way.
    package let expiresAt: Int64?
    /// The event that set it aside or ended it.
    package let position: LogPosition

    package init(
        owner: Owner,
        id: Int64,
        amount: Int64,
        expiresAt: Int64?,
        position: LogPosition
    ) {
        self.owner = owner
        self.id = id
        self.amount = amount
        self.expiresAt = expiresAt
        self.position = position
    }
}
