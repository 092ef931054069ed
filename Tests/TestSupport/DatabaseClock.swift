import Postgres

/// The clock of a test database, which can be set ahead of the machine's.
///
/// Statements that say plain `now()` or `clock_timestamp()` get it, in every session that is opened
/// after this was made.
package struct DatabaseClock: Sendable {
    private let database: TestDatabase

    package init(_ database: TestDatabase) throws {
        self.database = database
        try database.connect().script(
            """
            CREATE SCHEMA clock;
            CREATE TABLE clock.settings (ahead interval NOT NULL);
            INSERT INTO clock.settings VALUES ('0');
            CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS
                'SELECT pg_catalog.now() + ahead FROM clock.settings';
            CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
                'SELECT pg_catalog.clock_timestamp() + ahead FROM clock.settings';
            GRANT USAGE ON SCHEMA clock TO PUBLIC;
            GRANT SELECT ON clock.settings TO PUBLIC;
            ALTER DATABASE \(database.name) SET search_path = clock, pg_catalog, public
            """
        )
    }

    /// Sets it so far ahead of the machine's clock.
    package func setAhead(seconds: Int) throws {
        try database.connect().execute(
            "UPDATE clock.settings SET ahead = make_interval(secs => $1)",
            [.int64(Int64(seconds))]
        )
    }
}
