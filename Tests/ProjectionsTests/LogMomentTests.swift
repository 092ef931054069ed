import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Projections

/// The information about the log that queries may read.
@Suite(.patient) struct LogMomentTests {
    @Test func `the ends of commands and batches are those of the log`() throws {
        var random = RandomHistory(seed: 61)
        random.grow(to: 300)
        let events = random.history.events
        let database = try ReadDatabase()
        try database.append(events)
        let queries = try database.database.connect(role: LogRole.queries.rawValue)
        func number(_ call: String, _ argument: Argument) throws -> Int64 {
            try queries.execute("SELECT read.\(call)", [argument]).only().int64(0)
        }
        var whole: Int64 = 0
        for (index, event) in events.enumerated() {
            let next = index + 1 < events.count ? events[index + 1] : nil
            if next?.origin.command != event.origin.command { whole = event.position.rawValue }
            #expect(try number("whole_until($1)", .int64(event.position.rawValue)) == whole)
        }
        for time in Set(events.map(\.recordedAt.microseconds)) {
            for moment in [time - 1, time, time + 1] {
                let last = events.last { $0.recordedAt.microseconds <= moment }
                #expect(
                    try number("recorded_until($1)", .timestamp(moment))
                        == last?.position.rawValue ?? 0
                )
            }
        }
        let end = try queries.execute("SELECT * FROM read.log_end()").only()
        #expect(try end.int64(0) == events.last?.position.rawValue)
        #expect(try end.timestamp(1) == events.last?.recordedAt.microseconds)
        for event in events {
            guard case .account(.opened(let opened)) = event.event else { continue }
            let row = try queries.execute(
                "SELECT * FROM read.account_opened($1)",
                [.int64(AccountID(of: opened.owner).rawValue)]
            ).only()
            #expect(try row.int64(0) == event.position.rawValue)
            #expect(try row.string(1) == opened.currency.code)
        }
    }

    @Test func `an empty log has no position before any moment`() throws {
        let database = try ReadDatabase()
        let queries = try database.database.connect(role: LogRole.queries.rawValue)
        let row = try queries.execute(
            """
            SELECT read.whole_until(0), read.recorded_until('2026-01-01Z'),
                (SELECT count(*) FROM read.log_end()), (SELECT count(*) FROM read.account_opened(1))
            """
        ).only()
        for column in 0..<4 { #expect(try row.int64(column) == 0) }
    }

    @Test
    func
        `only the query role may call the functions, which run with the rights of the log's reader`()
        throws
    {
        let database = try ReadDatabase()
        let rows = try database.connection.execute(
            """
            SELECT p.proname::text, p.proowner::regrole::text, p.prosecdef,
                has_function_privilege('tally_queries', p.oid, 'EXECUTE'),
                has_function_privilege('tally_commands', p.oid, 'EXECUTE')
            FROM pg_proc AS p WHERE p.pronamespace = 'read'::regnamespace ORDER BY p.proname
            """
        )
        #expect(
            try rows.map { try $0.string(0) } == [
                "account_opened", "log_end", "recorded_until", "whole_until",
            ]
        )
        for row in rows {
            #expect(try row.string(1) == "tally_projections")
            #expect(try row.bool(2))
            #expect(try row.bool(3))
            #expect(try !row.bool(4))
        }
    }
}
