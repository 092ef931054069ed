import Crypto
import Postgres

/// The installation's keys, 32 random bytes each, made once when the log is set up.
package struct LogSecrets: Sendable {
    /// Names claim streams (`ClaimHasher`).
    ///
    /// Changing it would free every taken name.
    package let claims: [UInt8]
    /// Signs tokens.
    package let tokens: [UInt8]
    /// Seals rows that are trusted (`RowSealer`).
    ///
    /// Changing it would make every receipt and every person's row distrusted.
    package let seals: [UInt8]

    /// Reads them, under role `LogRole.commands`.
    ///
    /// Throws `.decoding` if one is missing.
    package static func load(_ connection: Connection) throws(PostgresError) -> LogSecrets {
        LogSecrets(
            claims: try value("claims", connection),
            tokens: try value("tokens", connection),
            seals: try value("seals", connection)
        )
    }

    /// Makes those that are missing.
    ///
    /// If two nodes create one at once, the first stays.
    static func createMissing(_ connection: Connection) throws(PostgresError) {
        for name in ["claims", "tokens", "seals"] {
            try connection.execute(
                """
                INSERT INTO log.secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
                """,
                [.text(name), .bytes(RandomBytes.make(32))]
            )
        }
    }

    /// Makes a new secret for tokens, which ends all that were signed with the one before.
    ///
    /// As the database's owner, since no role may change a secret.
    package static func replaceTokens(_ connection: Connection) throws(PostgresError) {
        try connection.execute(
            "UPDATE log.secrets SET value = $1 WHERE name = 'tokens'",
            [.bytes(RandomBytes.make(32))]
        )
    }

    private static func value(
        _ name: String,
        _ connection: Connection
    ) throws(PostgresError) -> [UInt8] {
        let rows = try connection.execute(
            "SELECT value FROM log.secrets WHERE name = $1",
            [.text(name)]
        )
        guard let row = rows.first else {
            throw .decoding("secret \(name) is missing: migrate the database")
        }
        return try row.bytes(0)
    }
}
