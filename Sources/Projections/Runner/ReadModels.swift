import EventStore
import Events
import Model
import Postgres

/// The list of all read models: a new one is one line in `plan`, and its table one in
/// `ReadMigrations`.
package enum ReadModels {
    /// The events and the tables of a read model.
    private struct Plan {
        /// The events that it is made of.
        let families: EventFamilies
        let projectors: [any Projector.Type]

        init(_ families: EventFamilies, _ projectors: any Projector.Type...) {
            self.families = families
            self.projectors = projectors
        }
    }

    private static func plan(_ name: ReadModel) -> Plan {
        switch name {
        case .balances: Plan(.account, BalanceProjector.self)
        case .transactions:
            Plan(
                [.account, .transfer],
                TransactionProjector.self,
                PendingTransferProjector.self,
                ReversalProjector.self
            )
        case .slotAvailability: Plan(.slot, SlotProjector.self)
        case .holds: Plan(.hold, HoldProjector.self)
        case .orderHistory: Plan(.order, OrderProjector.self)
        case .catalog: Plan([.shop, .product], ShopProjector.self, ProductProjector.self)
        case .users: Plan(.user, UserProjector.self)
        case .activity: Plan(.account, TransactionHourProjector.self)
        case .rates: Plan(.rates, RateProjector.self)
        case .services: Plan(.service, ServiceProjector.self)
        case .baskets: Plan(.basket, BasketProjector.self)
        case .sessions: Plan(.session, SessionProjector.self)
        case .invitations: Plan(.invitation, InvitationProjector.self)
        case .totals:
            Plan(
                [.account, .user, .hold, .order],
                TransferTotalProjector.self,
                CounterProjector.self
            )
        }
    }

    /// The tables of one read model, in `schema`.
    ///
    /// `limit`: rows of each kept in memory, instead of the number for a node; `isComplete`: the
    /// tables are empty.
    package static func tables(
        of name: ReadModel,
        in schema: String = "read",
        limit: Int? = nil,
        isComplete: Bool = false
    ) -> [any TableWorker] {
        func table<P: Projector>(_ projector: P.Type) -> any TableWorker {
            ProjectedTable(
                projector,
                of: name,
                schema: schema,
                limit: limit ?? P.rowsInMemory,
                isComplete: isComplete
            )
        }
        return plan(name).projectors.map { table($0) }
    }

    /// The events that the read model is made of: one of these that can't be read stops it.
    package static func families(of name: ReadModel) -> EventFamilies { plan(name).families }
}

/// Creates and migrates schemas `read` and `read_shadow`.
///
/// The log's migrations must run before.
package enum ReadMigrations {
    /// A new migration is a new file in Schema and a new line here.
    package static let all = [
        Migration(number: 1, name: "read", sql: PackageResources._001_read_sql),
        Migration(
            number: 2,
            name: "wallet_services_identity",
            sql: PackageResources._002_wallet_services_identity_sql
        ),
        Migration(number: 3, name: "totals", sql: PackageResources._003_totals_sql),
        Migration(
            number: 4,
            name: "transfer_states",
            sql: PackageResources._004_transfer_states_sql
        ),
        Migration(number: 5, name: "log_moments", sql: PackageResources._005_log_moments_sql),
        Migration(number: 6, name: "deadlines", sql: PackageResources._006_deadlines_sql),
        Migration(number: 7, name: "validity", sql: PackageResources._007_validity_sql),
        Migration(number: 8, name: "invitations", sql: PackageResources._008_invitations_sql),
        Migration(
            number: 9,
            name: "history_stock_rates",
            sql: PackageResources._009_history_stock_rates_sql
        ),
        Migration(number: 10, name: "annotations", sql: PackageResources._010_annotations_sql),
    ]

    /// Applies the missing migrations, and returns them.
    @discardableResult
    package static func run(on connection: Connection) throws -> [Migration] {
        try migrator.run(on: connection)
    }

    /// Throws unless the database is exactly at this program's version.
    package static func check(on connection: Connection) throws {
        try migrator.check(on: connection)
    }

    private static let migrator = Migrator(owner: "read", migrations: all)
}

/// The changes of one committed transaction to the read models, as the projectors announce them:
/// published after the commit, so never ahead of the rows that a query can read.
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
