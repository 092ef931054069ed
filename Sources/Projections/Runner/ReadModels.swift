import Model
import Postgres

/// The list of all read models: a new one is one line in `plan`, and its table one in
/// `ReadMigrations`.
enum ReadModels {
    /// Rows that a node keeps in memory for each table, so that frequent ones need no SELECT.
    ///
    /// A balance takes about 100 bytes with its place in the dictionary.
    private static let smallRows = 200_000
    /// The same for rows with texts.
    private static let largeRows = 20_000

    /// The events and the tables of a read model.
    private struct Plan {
        /// First words of the event types that it is made of (`account` of `account.debited`).
        let entities: [String]
        let tables: [(Setup) -> any TableWorker]

        init(_ entities: [String], _ tables: (Setup) -> any TableWorker...) {
            self.entities = entities
            self.tables = tables
        }
    }

    /// The common parameters of a read model's tables.
    private struct Setup {
        let name: ReadModel
        let schema: String
        let limit: Int?
        let isComplete: Bool
    }

    private static func plan(_ name: ReadModel) -> Plan {
        switch name {
        case .balances: Plan(["account"], table(BalanceProjector.self, smallRows))
        case .transactions:
            Plan(
                ["account", "transfer"],
                table(TransactionProjector.self),
                table(PendingTransferProjector.self),
                table(ReversalProjector.self)
            )
        case .slotAvailability: Plan(["slot"], table(SlotProjector.self))
        case .holds: Plan(["hold"], table(HoldProjector.self))
        case .orderHistory: Plan(["order"], table(OrderProjector.self))
        case .catalog:
            Plan(["shop", "product"], table(ShopProjector.self), table(ProductProjector.self))
        case .users: Plan(["user"], table(UserProjector.self))
        case .activity: Plan(["account"], table(TransactionHourProjector.self))
        case .rates: Plan(["rates"], table(RateProjector.self))
        case .services: Plan(["service"], table(ServiceProjector.self))
        case .baskets: Plan(["basket"], table(BasketProjector.self))
        case .sessions: Plan(["session"], table(SessionProjector.self))
        case .totals:
            Plan(
                ["account", "user", "hold", "order"],
                table(TransferTotalProjector.self),
                table(CounterProjector.self)
            )
        }
    }

    private static func table<P: Projector>(
        _ projector: P.Type,
        _ rows: Int = largeRows
    ) -> (Setup) -> any TableWorker {
        { setup in
            ProjectedTable(
                projector,
                of: setup.name,
                schema: setup.schema,
                limit: setup.limit ?? rows,
                isComplete: setup.isComplete
            )
        }
    }

    /// The tables of one read model, in `schema`.
    ///
    /// `limit`: rows of each kept in memory, instead of the number for a node; `isComplete`: the
    /// tables are empty.
    static func tables(
        of name: ReadModel,
        in schema: String = "read",
        limit: Int? = nil,
        isComplete: Bool = false
    ) -> [any TableWorker] {
        let setup = Setup(name: name, schema: schema, limit: limit, isComplete: isComplete)
        return plan(name).tables.map { $0(setup) }
    }

    /// First words of the event types that the read model is made of: an event of these that can't
    /// be read stops it.
    static func entities(of name: ReadModel) -> [String] { plan(name).entities }
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
