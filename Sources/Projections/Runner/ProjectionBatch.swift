import EventStore
import Events
import Model
import Postgres

/// What one committed transaction did to the read models, published after the commit, so never ahead
/// of what a query can read.
package struct ProjectionBatch: Sendable {
    package enum Kind: Hashable, Sendable {
        /// The named rows changed, and nothing else.
        case advanced
        /// More may have changed than is named (a new connection, maybe to another server; a replay
        /// that was swapped in; another node that was far ahead): everything is to be read again.
        case reset
    }

    package var kind: Kind
    /// Where every read model stands, those that did not move included.
    package var positions: [ReadModel: LogPosition]
    /// The end of the log as last seen, at or beyond all of `positions`.
    package var tail = LogPosition.start
    /// When that was, in milliseconds of the monotonic clock.
    package var lookedAt: Int64 = 0
    /// Where all of this was read; nil in tests of what follows from a batch.
    package var source: LogSource?
    /// The balances that changed, as they are at `positions`.
    package var balances: [BalanceRow] = []
    /// The slots that changed, as they are at `positions`.
    package var slots: [SlotRow] = []
    /// What was set aside until a deadline, and what has ended, each kind in the log's order.
    package var deadlines: [DeadlineChange] = []
    /// Accounts with new transactions.
    package var transactionAccounts: Set<AccountID> = []
    /// Users whose holds changed.
    package var holdUsers: Set<UserID> = []
    /// Users whose orders changed.
    package var orderUsers: Set<UserID> = []
    /// Users who are new or who changed, as they are at `positions`.
    package var users: [UserRow] = []
    /// Sessions that ended in this batch.
    package var endedSessions: Set<SessionID> = []
    /// Users whose baskets changed.
    package var basketUsers: Set<UserID> = []
    /// Whether rates, or the catalogue of services, changed.
    package var ratesChanged = false
    package var servicesChanged = false
    /// Whether the list of shops changed.
    package var shopsChanged = false
    /// Shops whose products, prices or stock changed.
    package var catalogs: Set<ShopID> = []

    package init(kind: Kind, positions: [ReadModel: LogPosition]) {
        self.kind = kind
        self.positions = positions
    }
}

/// A log as a session sees it: where, and which history it has.
package struct LogSource: Hashable, Sendable {
    package let history: LogHistory
    package let server: ServerIdentity

    package init(history: LogHistory, server: ServerIdentity) {
        self.history = history
        self.server = server
    }
}
