import Glibc
import Postgres
import TestSupport
import Testing

@testable import Node
@testable import Runtime

/// What can be wrong when a command starts: one line that says what to mend, and no trace.
@Suite(.patient)
struct StartTests {
    private func complaint(_ body: () throws -> Void) throws -> String {
        let complaint = try #require(#expect(throws: Complaint.self) { try body() })
        #expect(complaint.exitCode == .failure)
        #expect(!complaint.message.contains("\n"))
        return complaint.message
    }

    private func migrate(_ conninfo: String) throws {
        try Database(DatabaseOptions(url: conninfo)).migrate()
    }

    @Test func `an unreachable database is reported`() throws {
        let text = try complaint { try migrate("postgresql://nobody@127.0.0.1:1/none") }
        #expect(text.contains("Connection refused"))
        #expect(text.contains("--database"))
    }

    @Test func `a wrong URL is reported without its password`() throws {
        let text = try complaint {
            try migrate("postgresql://user:secret-word@127.0.0.1:port/none")
        }
        #expect(!text.contains("secret-word"))
    }

    @Test(arguments: ["LATIN1", "SQL_ASCII"])
    func `a database that can't store every text is refused by every command`(
        encoding: String
    ) throws {
        let owner = try Connection(TestServer.shared.options())
        let name = "encoding_\(encoding.lowercased())"
        try owner.script("DROP DATABASE IF EXISTS \(name)")
        try owner.script(
            "CREATE DATABASE \(name) ENCODING '\(encoding)' LOCALE 'C' TEMPLATE template0"
        )
        defer { _ = try? owner.script("DROP DATABASE \(name) WITH (FORCE)") }
        let conninfo = "\(try TestServer.shared.options().conninfo) dbname=\(name)"
        let text = try complaint { try migrate(conninfo) }
        #expect(text.contains("encoding is \(encoding)"))
        #expect(text.contains("createdb --encoding=UTF8 --template=template0"))
        for command in ["serve", "migrate", "verify", "replay", "events", "demo"] {
            let result = try TallyProcess.run([command, "--database", conninfo])
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("encoding is \(encoding)"), "\(command): \(result)")
        }
    }

    @Test func `a missing database is reported by name`() throws {
        let options = try TestServer.shared.options()
        let text = try complaint { try migrate("\(options.conninfo) dbname=no_such_database") }
        #expect(text.contains("no_such_database"))
    }

    @Test func `a start without time to wait gives up at once`() throws {
        let wait = DatabaseWait(
            database: ConnectionOptions("postgresql://nobody@127.0.0.1:1/none"),
            limitSeconds: 0,
            signals: Signals()
        )
        let text = try complaint { _ = try wait.run() }
        #expect(text.contains("Connection refused"))
    }

    @Test func `a start does not wait for an error that stays`() throws {
        let options = try TestServer.shared.options()
        for wrong in ["dbname=no_such_database", "user=no_such_user", "client_encoding"] {
            let wait = DatabaseWait(
                database: ConnectionOptions("\(options.conninfo) \(wrong)"),
                limitSeconds: nil,
                signals: Signals()
            )
            _ = try complaint { _ = try wait.run() }
        }
    }

    @Test func `a start goes on once PostgreSQL takes connections`() throws {
        let wait = DatabaseWait(
            database: try TestDatabase().options,
            limitSeconds: 0,
            signals: Signals()
        )
        #expect(try wait.run())
    }

    @Test func `a missing privilege is reported`() throws {
        let database = try TestDatabase()
        let connection = try database.connect()
        try connection.script(
            """
            CREATE ROLE start_test LOGIN;
            REVOKE CREATE ON DATABASE \(database.name) FROM PUBLIC;
            REVOKE CREATE ON SCHEMA public FROM PUBLIC
            """
        )
        defer { _ = try? connection.script("DROP ROLE start_test") }
        let text = try complaint { try migrate("\(database.conninfo) user=start_test") }
        #expect(text.contains("lacks a privilege"))
        #expect(text.contains("CREATEROLE"))
    }

    @Test func `a log that has lost a protection is refused`() throws {
        let database = try TestDatabase()
        try migrate(database.conninfo)
        try database.connect().script("ALTER TABLE log.events DISABLE TRIGGER refuse_change")
        let text = try complaint { try migrate(database.conninfo) }
        #expect(text.contains("log.events"))
    }

    @Test func `a port in use is reported`() throws {
        let node = try RunningNode.shared.get()
        let database = try Database(DatabaseOptions(url: node.database.conninfo))
        let second = try Node(
            database: database.options,
            secrets: try database.secrets(),
            configuration: node.configuration,
            host: "127.0.0.1",
            port: node.node.port
        )
        let text = try complaint { try second.start() }
        #expect(text.contains("in use"))
    }

    @Test func `a command that reads needs the schemas of this version`() throws {
        let database = try TestDatabase()
        let text = try complaint {
            _ = try Database(DatabaseOptions(url: database.conninfo)).connectForReading()
        }
        #expect(text.contains("tally migrate"))
    }
}
