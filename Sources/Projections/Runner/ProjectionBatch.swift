import EventStore
import Events
import Model
import Postgres

/// The changes of one committed transaction to the read models, published after the commit, so
/// never ahead of the rows that a query can read.
package struct ProjectionBatch: Sendable {
    package enum Kind: Hashable, Sendable {
        /// The named rows changed, and nothing else.
        case advanced
        /// More rows may have changed (a new connection, maybe to another server; a replay that was
        /// swapped in; another node that was far ahead): everything must be read again.
        case reset
    }

    package var kind: Kind
    /// The positions of all read models, those that did not move included.
    package var positions: [ReadModel: LogPosition]
    /// The end of the log as last seen, at or beyond all of `positions`.
    package var tail = LogPosition.start
    /// When that was, in milliseconds of the monotonic clock.
    package var lookedAt: Int64 = 0
    /// The log from which all of this was read; nil in tests of the consumers of a batch.
    package var source: LogSource?
    /// The balances that changed, as they are at `positions`.
    package var balances: [BalanceRow] = []
    /// The slots that changed, as they are at `positions`.
    package var slots: [SlotRow] = []
    /// Things that were set aside until a deadline or have ended, each kind in the log's order.
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

/// The log of a session: its server and its history.
package struct LogSource: Hashable, Sendable {
    package let history: LogHistory
    package let server: ServerIdentity

    package init(history: LogHistory, server: ServerIdentity) {
        self.history = history
        self.server = server
    }
}

/// A thing that is set aside until a deadline, or no longer.
///
/// Made from the events of one read model, so it is valid at that model's position: reservations at
/// the position of the balances, seats at that of the slots.
package struct DeadlineChange: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        /// Money of a wallet.
        case reservation(TransferID, of: AccountID, Money)
        /// A seat of a slot.
        case seat(HoldID, in: SlotID)
    }

    package let position: LogPosition
    package let subject: Subject
    /// Nil once it has ended in any way.
    package let expiresAt: Timestamp?
}
