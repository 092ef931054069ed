import Postgres
import TestSupport
import Testing

@Suite(.patient) struct `A connection` {
    @Test func `a session has the name tally, UTC and UTF-8`() throws {
        let connection = try TestDatabase().connect()
        let row = try connection.script(
            """
            SELECT current_setting('application_name'), current_setting('TimeZone'),
                current_setting('client_encoding')
            """
        )[0].only()
        #expect(try row.string(0) == "tally")
        #expect(try row.string(1) == "UTC")
        #expect(try row.string(2) == "UTF8")
    }

    @Test func `a session has the role and the settings of its options`() throws {
        let database = try TestDatabase()
        try database.connect().script(
            """
            DO $$ BEGIN CREATE ROLE "odd ""role" NOLOGIN; EXCEPTION WHEN duplicate_object THEN END $$;
            CREATE TABLE secret (value int)
            """
        )
        var options = database.options.with(role: "odd \"role")
        options.settings = ["statement_timeout": "1234", "tally.note": "it's \\ odd"]
        let connection = try Connection(options)
        let row = try connection.execute(
            """
            SELECT current_user, current_setting('statement_timeout'), current_setting('tally.note')
            """
        ).only()
        #expect(try row.string(0) == "odd \"role")
        #expect(try row.string(1) == "1234ms")
        #expect(try row.string(2) == "it's \\ odd")
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("SELECT value FROM secret")
        }
        #expect(error?.serverError?.sqlState == .insufficientPrivilege)
    }

    @Test func `an error of the server names the violated constraint`() throws {
        let connection = try TestDatabase().connect()
        try connection.script(
            "CREATE TABLE t (id int, CONSTRAINT t_is_small CHECK (id < 10), UNIQUE (id))"
        )
        let check = #expect(throws: PostgresError.self) {
            try connection.execute("INSERT INTO t (id) VALUES (11)")
        }
        #expect(check?.serverError?.sqlState == SQLState("23514"))
        #expect(check?.serverError?.constraint == "t_is_small")
        #expect(check?.isTransient == false)
        try connection.execute("INSERT INTO t (id) VALUES (1)")
        let unique = #expect(throws: PostgresError.self) {
            try connection.execute("INSERT INTO t (id) VALUES (1)")
        }
        #expect(unique?.serverError?.sqlState == .uniqueViolation)
        #expect(unique?.serverError?.detail == "Key (id)=(1) already exists.")
        #expect(!connection.isBroken)
    }

    @Test(arguments: ["('jack', NULL)", "('jack', 1), ('jack', 2)"])
    func `the text of a broken constraint has nothing of the row`(rows: String) throws {
        let connection = try TestDatabase().connect()
        try connection.script("CREATE TABLE t (name text UNIQUE, age int NOT NULL)")
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("INSERT INTO t (name, age) VALUES \(rows)")
        }
        #expect(error?.serverError?.detail?.contains("jack") == true)
        #expect(error.map { "\($0)".contains("jack") } == false)
    }

    @Test func `a statement returns the number of affected rows`() throws {
        let connection = try TestDatabase().connect()
        try connection.script("CREATE TABLE t (id int)")
        #expect(try connection.count("INSERT INTO t (id) SELECT generate_series(1, 5)") == 5)
        #expect(try connection.count("UPDATE t SET id = id WHERE id > 3") == 2)
        #expect(try connection.execute("DELETE FROM t").command == "DELETE 5")
    }

    @Test func `a prepared statement outlives a change of its table`() throws {
        let connection = try TestDatabase().connect()
        try connection.script("CREATE TABLE t (a int); INSERT INTO t (a) VALUES (1)")
        let sql = "SELECT * FROM t"
        #expect(try connection.execute(sql).only().int64(0) == 1)
        try connection.script("ALTER TABLE t ADD COLUMN b int DEFAULT 7")
        #expect(try connection.execute(sql).only().int64(1) == 7)
        try connection.script("DEALLOCATE ALL")
        #expect(try connection.execute(sql).only().int64(1) == 7)
    }

    @Test func `one text can run with other types of parameters`() throws {
        let connection = try TestDatabase().connect()
        let sql = "SELECT $1"
        #expect(try connection.execute(sql, [.int64(1)]).only().int64(0) == 1)
        #expect(try connection.execute(sql, [.text("x")]).only().string(0) == "x")
        #expect(try connection.execute(sql, [.int64(2)]).only().int64(0) == 2)
    }

    @Test func `more texts than the cache holds can run`() throws {
        let connection = try TestDatabase().connect()
        for number in 0..<300 {
            #expect(try connection.execute("SELECT \(number)").only().int64(0) == Int64(number))
        }
        let prepared = try connection.execute("SELECT count(*) FROM pg_prepared_statements")
        #expect(try prepared.only().int64(0) <= 256)
    }

    @Test func `a session ended by the server is broken and has an error of one line`() throws {
        let database = try TestDatabase()
        let connection = try database.connect()
        let other = try database.connect()
        try other.execute("SELECT pg_terminate_backend($1, 10000)", [.int32(connection.processID)])
        let error = #expect(throws: PostgresError.self) { try connection.execute("SELECT 1") }
        guard case .connection(let text)? = error else {
            Issue.record("not a lost connection: \(String(describing: error))")
            return
        }
        #expect(!text.contains("\n"))
        #expect(text.contains("administrator"))
        #expect(connection.isBroken)
        #expect(error?.isTransient == true)
        #expect(throws: PostgresError.connection("the connection is broken")) {
            try connection.execute("SELECT 1")
        }
    }

    @Test(arguments: [
        "postgresql://me:s3cr3t@127.0.0.1:1/db?connect_timeout=2",
        "host=127.0.0.1 port=1 user=me password=s3cr3t",
        "host=127.0.0.1 port=1 user=me password='s3cr3t",
        "postgresql://me:s3cr3t@[::1/db", "password=\"s3cr3t\" nonsense",
        "postgresql://me:s3cr3t@127.0.0.1/db?nonsense=s3cr3t", "s3cr3t", "",
    ])
    func `no error shows a password`(conninfo: String) throws {
        let error = #expect(throws: PostgresError.self) {
            try Connection(
                ConnectionOptions(conninfo.isEmpty ? "host=/nonexistent" : conninfo)
            )
        }
        let text = error?.description ?? ""
        #expect(!text.contains("s3cr3t"))
        #expect(!text.contains("\n"))
        #expect(!text.isEmpty)
    }

    @Test func `the first of several hosts that serves is used`() throws {
        let options = try TestServer.shared.options()
        let host = try #require(options.conninfo.split(separator: "'").dropFirst().first)
        let connection = try Connection(
            ConnectionOptions(
                "host=/nonexistent,\(host) port=1,5432 user=tally dbname=tally"
                    + " target_session_attrs=read-write"
            )
        )
        #expect(try connection.execute("SELECT 1").count == 1)
        let error = #expect(throws: PostgresError.self) {
            try Connection(
                ConnectionOptions(options.conninfo + " target_session_attrs=standby")
            )
        }
        #expect(error?.description.contains("not in hot standby mode") == true)
    }

    @Test func `a COPY where rows are expected is refused and the connection stays`() throws {
        let connection = try TestDatabase().connect()
        try connection.script("CREATE TABLE t (a int)")
        #expect(throws: PostgresError.self) { try connection.script("COPY t FROM STDIN") }
        #expect(try connection.execute("SELECT 1").count == 1)
        #expect(throws: PostgresError.self) { try connection.execute("COPY t FROM STDIN") }
        #expect(try connection.execute("SELECT 1").count == 1)
    }
}
