import Dispatch
import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct ProtectionTests {
    static let changes = ["log.events", "log.batches"].flatMap { table in
        [
            "UPDATE \(table) SET recorded_at = now()", "DELETE FROM \(table)",
            "DELETE FROM \(table) WHERE false", "TRUNCATE \(table)",
            "TRUNCATE log.events, log.batches",
        ]
    }

    @Test(arguments: changes)
    func `update, delete and truncate are refused for every role`(change: String) throws {
        let fixture = try LogFixture()
        try fixture.fill()
        let before = try fixture.reader().read(after: .start, limit: 100)
        for role in LogRole.allCases {
            let connection = try fixture.database.connect(role: role.rawValue)
            #expect(throws: PostgresError.self) { try connection.script(change) }
        }
        #expect(throws: PostgresError.self) { try fixture.owner.script(change) }
        #expect(throws: PostgresError.self) {
            try fixture.owner.script("SET session_replication_role = replica; \(change)")
        }
        #expect(try fixture.reader().read(after: .start, limit: 100) == before)
        #expect(try fixture.verify().isSound)
    }

    @Test func `a migrated log passes the check under any role`() throws {
        let fixture = try LogFixture()
        try LogGuard.check(fixture.owner)
        for role in [LogRole.commands, .projections] {
            try LogGuard.check(try fixture.database.connect(role: role.rawValue))
        }
    }

    @Test(arguments: [
        ("DROP TRIGGER refuse_change ON log.events", "log.events has no trigger refuse_change"),
        (
            "ALTER TABLE log.batches DISABLE TRIGGER refuse_change",
            "trigger refuse_change of log.batches is not enabled always"
        ),
        (
            "ALTER TABLE log.events ENABLE TRIGGER refuse_change",
            "trigger refuse_change of log.events is not enabled always"
        ),
        (
            """
            DROP TRIGGER refuse_change ON log.events;
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON log.events
                FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
            ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse_change
            """, "trigger refuse_change of log.events does not refuse every change"
        ),
        (
            """
            CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN RETURN NULL; END'
            """, "function log.refuse_change is not the one that was migrated"
        ),
        (
            "GRANT UPDATE ON log.events TO tally_commands",
            "role tally_commands has UPDATE on log.events"
        ),
        (
            "GRANT UPDATE (data) ON log.events TO tally_projections",
            "role tally_projections has UPDATE on log.events"
        ),
        (
            "GRANT INSERT (data) ON log.events TO tally_projections",
            "role tally_projections has INSERT on log.events"
        ),
        (
            "GRANT DELETE ON log.batches TO tally_commands",
            "role tally_commands has DELETE on log.batches"
        ),
        (
            "GRANT TRUNCATE ON log.events TO PUBLIC",
            "role tally_queries has TRUNCATE on log.events"
        ),
        (
            "DROP TRIGGER refuse_change ON history.epochs",
            "history.epochs has no trigger refuse_change"
        ),
        (
            "GRANT INSERT ON history.epochs TO tally_projections",
            "role tally_projections has INSERT on history.epochs"
        ),
        (
            "GRANT USAGE ON SCHEMA log TO tally_queries; GRANT SELECT ON log.events TO tally_queries",
            "role tally_queries can read log.events"
        ),
        (
            "GRANT SELECT ON people.people TO tally_queries",
            "role tally_queries can read password hashes"
        ),
        (
            "GRANT SELECT (failures) ON people.sign_in_attempts TO tally_queries",
            "role tally_queries can read failed sign-ins"
        ),
    ])
    func `every weakness of the log is reported`(change: String, weakness: String) throws {
        let fixture = try LogFixture()
        try fixture.owner.script(change)
        do {
            try LogGuard.check(fixture.owner)
            Issue.record("not noticed")
        } catch let error as LogGuardError {
            #expect(error.weaknesses.contains(weakness), "\(error)")
        }
    }
}
