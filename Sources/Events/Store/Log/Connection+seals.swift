import Events
import Model
import Postgres

extension Connection {
    /// Rows sealed in one transaction.
    private static let portion: Int64 = 2_000
    /// "Tally" and a number: only one of several nodes seals at a time.
    private static let sealLock: Int64 = 0x5461_6C6C_7900_0003

    /// Seals the receipts and people from before seals were introduced, and then forbids rows
    /// without a seal; does nothing once that is done.
    ///
    /// Works in portions, each a transaction, so that an interrupted run continues where it
    /// stopped.
    func sealUnsealedRows() throws {
        try seal(UnsealedReceipts.self)
        try seal(UnsealedPeople.self)
    }

    private func seal<Unsealed: UnsealedRows>(_ kind: Unsealed.Type) throws {
        guard try takesUnsealed(kind.table) else { return }
        let sealer = try RowSealer(self)
        var rows = Unsealed()
        var isMore = true
        while isMore {
            isMore = try transaction { connection in
                try connection.lockSealing()
                return try rows.sealSome(connection, sealer, limit: Self.portion)
            }
        }
        try transaction { connection in
            try connection.lockSealing()
            // No row can be added between the last read and the constraint.
            try connection.script("LOCK TABLE \(kind.table) IN ACCESS EXCLUSIVE MODE")
            var rest = Unsealed()
            while try rest.sealSome(connection, sealer, limit: Self.portion) {}
            try connection.script("ALTER TABLE \(kind.table) ALTER COLUMN seal SET NOT NULL")
        }
    }

    private func takesUnsealed(_ table: String) throws(PostgresError) -> Bool {
        try execute(
            """
            SELECT NOT attnotnull FROM pg_catalog.pg_attribute
            WHERE attrelid = to_regclass($1) AND attname = 'seal'
            """,
            [.text(table)]
        ).only().bool(0)
    }

    private func lockSealing() throws(PostgresError) {
        try script("SELECT pg_advisory_xact_lock(\(Self.sealLock))")
    }
}

/// A walk, in order of the primary key, over the rows of a table that have no seal.
private protocol UnsealedRows {
    static var table: String { get }

    /// Starts before the first row.
    init()

    /// Seals the next ones, `limit` at most, and returns whether there were any.
    ///
    /// Locks them first, so that no row is sealed in a state from before a concurrent change.
    mutating func sealSome(
        _ connection: Connection,
        _ sealer: RowSealer,
        limit: Int64
    ) throws(PostgresError) -> Bool
}

private struct UnsealedReceipts: UnsealedRows {
    static let table = "log.receipts"

    private var last = ReceiptKey(actor: Actor(rawValue: .min), key: "")

    mutating func sealSome(
        _ connection: Connection,
        _ sealer: RowSealer,
        limit: Int64
    ) throws(PostgresError) -> Bool {
        let rows = try connection.execute(
            """
            SELECT \(StoredReceipt.columns) FROM log.receipts AS receipt
            WHERE (receipt.actor, receipt.key) > ($1, $2) AND receipt.seal IS NULL
            ORDER BY receipt.actor, receipt.key LIMIT $3 FOR UPDATE
            """,
            [.int64(last.actor.rawValue), .text(last.key), .int64(limit)]
        )
        var (actors, keys, seals): ([Int64], [String], [[UInt8]]) = ([], [], [])
        for row in rows {
            let stored = try StoredReceipt(row)
            actors.append(stored.key.actor.rawValue)
            keys.append(stored.key.key)
            seals.append(sealer.seal(stored.receipt, under: stored.key))
            last = stored.key
        }
        var arguments: Arguments = [.int64s(actors), .texts(keys)]
        arguments.append(seals)
        try connection.execute(
            """
            UPDATE log.receipts AS receipt SET seal = given.seal
            FROM unnest($1, $2, $3) AS given (actor, key, seal)
            WHERE receipt.actor = given.actor AND receipt.key = given.key
            """,
            arguments
        )
        return !rows.isEmpty
    }
}

private struct UnsealedPeople: UnsealedRows {
    static let table = "people.people"

    private var last = UserID(.min)

    mutating func sealSome(
        _ connection: Connection,
        _ sealer: RowSealer,
        limit: Int64
    ) throws(PostgresError) -> Bool {
        let rows = try connection.execute(
            """
            SELECT \(StoredPerson.columns) FROM people.people AS person
            WHERE person.user_id > $1 AND person.seal IS NULL
            ORDER BY person.user_id LIMIT $2 FOR UPDATE
            """,
            [.int64(last.rawValue), .int64(limit)]
        )
        var (users, seals): ([Int64], [[UInt8]]) = ([], [])
        for row in rows {
            let stored = try StoredPerson(row)
            users.append(stored.person.user.rawValue)
            seals.append(sealer.seal(stored.person))
            last = stored.person.user
        }
        var arguments: Arguments = [.int64s(users)]
        arguments.append(seals)
        try connection.execute(
            """
            UPDATE people.people AS person SET seal = given.seal
            FROM unnest($1, $2) AS given (user_id, seal)
            WHERE person.user_id = given.user_id
            """,
            arguments
        )
        return !rows.isEmpty
    }
}
