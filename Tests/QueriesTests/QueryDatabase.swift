import Foundation
import Glibc
import Postgres
import TestSupport

@testable import Queries

/// A database with the schemas of the log and of the read models.
final class QueryDatabase {
    let database: TestDatabase
    /// May do everything.
    let owner: Connection
    /// The connection that the service's query code runs with.
    let queries: Connection

    init() throws {
        self.database = try TestDatabase(copyOf: "queries", Self.fill)
        self.owner = try database.connect()
        var options = database.options.with(role: "tally_queries")
        options.settings.merge(QueryRunner.settings) { _, new in new }
        self.queries = try Connection(options)
    }

    private static func fill(_ options: ConnectionOptions) throws {
        let owner = try Connection(options)
        for schema in [
            "Events/Store/Schema/0001_log.sql", "Events/Store/Schema/0006_sessions.sql",
            "Projections/Schema/0001_read.sql",
            "Projections/Schema/0002_wallet_services_identity.sql",
            "Projections/Schema/0003_totals.sql",
            "Projections/Schema/0004_transfer_states.sql",
            "Projections/Schema/0005_log_moments.sql",
            "Projections/Schema/0006_deadlines.sql", "Projections/Schema/0007_validity.sql",
            "Projections/Schema/0008_invitations.sql",
            "Projections/Schema/0009_history_stock_rates.sql",
            "Projections/Schema/0010_annotations.sql",
        ] {
            try owner.script(try sql(schema))
        }
        try owner.script(defaults)
    }

    /// What rows of tests need not say: a transfer has moved its money at its own position, nothing
    /// was sold, and no rate is suspect.
    private static let defaults = """
        ALTER TABLE read.products ALTER COLUMN sold SET DEFAULT 0;
        ALTER TABLE read.rates ALTER COLUMN suspects SET DEFAULT '[]';
        CREATE FUNCTION read.place() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN NEW.position := coalesce(NEW.position, NEW.id); RETURN NEW; END';
        CREATE TRIGGER place BEFORE INSERT ON read.transactions
            FOR EACH ROW EXECUTE FUNCTION read.place()
        """

    /// Sets how far every read model is.
    func advance(to position: Int64) throws {
        try owner.execute("UPDATE read.checkpoints SET position = $1", [.int64(position)])
    }

    /// Reads a file below Sources, also where this directory is reached through a link.
    private static func sql(_ path: String) throws -> String {
        guard let here = realpath(#filePath, nil) else { throw CocoaError(.fileNoSuchFile) }
        defer { free(here) }
        let root = URL(filePath: String(cString: here))
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Sources/\(path)"), encoding: .utf8)
    }
}
