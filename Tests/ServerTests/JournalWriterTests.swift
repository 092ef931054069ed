import Entities
import Events
import HTTP
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Jobs
@testable import Model
@testable import Operations

@Suite(.patient) struct JournalWriterTests {
    private let sent = SentCommand(
        id: UUID128(high: 1, low: 2),
        route: Route.all[0],
        subject: 0,
        actor: Actor(UserID(1)),
        witness: nil,
        key: nil,
        request: nil,
        receivedAt: Timestamp(microseconds: 0)
    )

    @Test func `entries that the database never accepts are counted and block no others`()
        throws
    {
        let journal = CommandJournal()
        // The database lacks the schema.
        let writer = JournalWriter(journal, database: try TestDatabase().options)
        journal.add(sent, .refused(.insufficientFunds))
        writer.write()
        #expect(journal.leftOut == 1)
        #expect(journal.take().isEmpty)
    }

    @Test func `entries wait while the database is unreachable`() {
        let journal = CommandJournal()
        let nowhere = ConnectionOptions("host=/nonexistent dbname=none")
        let writer = JournalWriter(journal, database: nowhere)
        journal.add(sent, .refused(.insufficientFunds))
        writer.write()
        #expect(journal.leftOut == 0)
        #expect(journal.take().count == 1)
    }
}
