import Events
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct DebitTests {
    private func histories(
        _ streams: [StreamID]
    ) throws -> (LogFixture, [StreamID: StreamHistory]) {
        let fixture = try LogFixture()
        // Debits are at 1 and 3, credits at 2 and 4, openings at 5 and 6.
        try fixture.fill()
        return (fixture, try fixture.log().histories(of: streams))
    }

    @Test func `a transfer's history includes the debit at its own position`() throws {
        let third = StreamID.transfer(TransferID(3))
        let account = StreamID.account(AccountID(1))
        let (fixture, histories) = try histories([third, account])
        let events = try fixture.reader().read(after: .start, limit: 10)
        #expect(histories[third]?.debit == events[2])
        #expect(histories[third]?.events == [])
        #expect(histories[account]?.debit == nil)
        #expect(histories[account]?.events == [events[0], events[2]])
    }

    @Test(arguments: [Int64(2), 5, 7, -1])
    func `a position without a debit gives no debit`(position: Int64) throws {
        let stream = StreamID.transfer(TransferID(position))
        let (_, histories) = try histories([stream])
        #expect(histories[stream]?.debit == nil)
        #expect(histories[stream]?.events == [])
    }
}
