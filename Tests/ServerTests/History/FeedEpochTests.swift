import Events
import TestSupport
import Testing

@testable import EventStore
@testable import Feed
@testable import HTTP
@testable import Model

/// The feed during a change of the log's history.
@Suite(.patient)
struct FeedEpochTests {
    private let alice = FeedAudience.user(UserID(1))
    private let old = LogHistory.inMemory.newest.id
    private let new = EpochID(7)
    private var log = FeedHistory()
    private var bed = FeedBed(FeedLimits())

    init() {
        for _ in 0..<5 { log.transfer(1, 2) }
        bed.advance(log, through: log.end)
    }

    private func history(begun position: Int64) -> LogHistory {
        .inMemory.followed(
            by: new,
            at: LogPosition(position),
            in: LogHistory.inMemory.newest.home
        )
    }

    private mutating func adopt(_ history: LogHistory, logEnd: Int64) {
        bed.found = history
        bed.change { $0.adopt(history, logEnd: LogPosition(logEnd), &$1) }
    }

    @Test mutating func `streams continue in the new history if nothing is lost`() throws {
        let ticket = try bed.join(alice)
        adopt(history(begun: 11), logEnd: 10)
        let next = log.transfer(1, 2)
        bed.advance(log, through: log.end)
        bed.settle(log)
        #expect(bed.ended.isEmpty)
        let last = try #require(bed.blocks(ticket).last)
        #expect(last.id == next.rawValue)
        #expect(last.epoch == new.text)
    }

    @Test mutating func `all streams end with a reason if a sent event is lost`() throws {
        let tickets = [try bed.join(alice), try bed.join(.everybody)]
        adopt(history(begun: 7), logEnd: 6)
        #expect(bed.ended == Set(tickets))
        for ticket in tickets {
            #expect(
                bed.text(ticket).hasSuffix("event: end\ndata: {\"reason\":\"history-changed\"}\n\n")
            )
        }
        #expect(bed.state.position == LogPosition(6))
    }

    @Test mutating func `only the streams of a lost session end`() throws {
        func request(_ position: Int64) -> FeedRequest {
            FeedRequest(
                audience: alice,
                session: SessionID(position),
                expiresAt: 100,
                issuedAt: LogPlace(LogPosition(position), in: old)
            )
        }
        let (lost, kept) = (try bed.join(request(11)), try bed.join(request(10)))
        adopt(history(begun: 11), logEnd: 10)
        #expect(bed.ended == [lost])
        #expect(bed.state.readers.keys.contains(kept))
    }

    @Test mutating func `an id before the cut resumes, and one after it is refused`() throws {
        adopt(history(begun: 7), logEnd: 6)
        for epoch in [old, nil] {
            let before = try bed.join(alice, after: LogPosition(6), in: epoch)
            #expect(bed.blocks(before).map(\.id) == [6])
            let behind = try bed.join(alice, after: LogPosition(7), in: epoch)
            #expect(bed.refused[behind] == .conflict)
        }
    }

    @Test mutating func `an id of an epoch that this node does not know yet waits for it`() throws {
        bed.found = history(begun: 11)
        let ticket = try bed.join(alice, after: LogPosition(10), in: new)
        let foreign = try bed.join(alice, after: LogPosition(10), in: EpochID(99))
        bed.settle(log)
        #expect(bed.sent[ticket] == nil && bed.refused[ticket] == nil)
        #expect(bed.refused[foreign] == .conflict)
        adopt(history(begun: 11), logEnd: 10)
        #expect(bed.blocks(ticket).map(\.epoch) == [new.text])
    }
}
