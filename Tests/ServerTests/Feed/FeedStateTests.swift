import EventStore
import Events
import TestSupport
import Testing

@testable import Feed
@testable import HTTP
@testable import Model

@Suite(.patient)
struct FeedStateTests {
    private var limits = FeedLimits()
    private let alice = FeedAudience.user(UserID(1))
    private let administrator = FeedAudience.administrator(UserID(9))

    /// A bed that has begun at the end of the history.
    private func bed(
        _ history: FeedHistory,
        _ change: (inout FeedLimits) -> Void = { _ in }
    ) -> FeedBed {
        var limits = limits
        change(&limits)
        var bed = FeedBed(limits)
        bed.advance(history, through: history.end)
        return bed
    }

    @Test func `a reader gets the events that concern the user, and no others`() throws {
        var history = FeedHistory()
        var bed = bed(history)
        let own = try bed.join(alice)
        let all = try bed.join(administrator)
        let counts = try bed.join(.everybody)
        let mine = [history.transfer(1, 2), history.transfer(3, 1)].map(\.rawValue)
        let others = history.transfer(2, 3).rawValue
        bed.advance(history, through: history.end)
        bed.settle(history)
        #expect(bed.blocks(own).filter { $0.event != nil }.map(\.id) == mine)
        #expect(bed.blocks(all).filter { $0.event != nil }.map(\.id) == mine + [others])
        #expect(
            bed.blocks(counts).dropFirst() == [
                FeedBlock(
                    id: history.end.rawValue,
                    event: "counts",
                    data: #"{"position":6,"transactions":3,"holds":0,"orders":0,"kinds":["#
                        + #"{"type":"transfer","currency":"RUB","count":3,"amount":3750}]}"#
                )
            ]
        )
    }

    @Test
    func `a stream begins with its place, so that a reader can resume before the first frame`()
        throws
    {
        var history = FeedHistory()
        history.transfer(1, 2)
        var bed = bed(history)
        for audience in [alice, administrator, .everybody] {
            let ticket = try bed.join(audience)
            #expect(bed.text(ticket) == ": connected\nretry: 2000\nid: 2-00000000\n\n")
        }
    }

    @Test func `an administrator who joins between two flushes gets only later events`()
        throws
    {
        var history = FeedHistory()
        var bed = bed(history)
        let first = try bed.join(administrator)
        let before = history.transfer(1, 2)
        bed.advance(history, through: history.end)
        let second = try bed.join(administrator)
        let after = history.transfer(1, 2)
        bed.advance(history, through: history.end)
        bed.settle(history)
        #expect(bed.blocks(first).dropFirst().map(\.id) == [before.rawValue, after.rawValue])
        #expect(bed.blocks(second).dropFirst().map(\.id) == [after.rawValue])
    }

    @Test func `an id beyond the log's end is refused`() throws {
        var history = FeedHistory()
        history.transfer(1, 2)
        var bed = bed(history)
        let ticket = try bed.join(alice, after: LogPosition(3))
        bed.settle(history)
        #expect(bed.refused[ticket] == .unprocessableContent)
        #expect(bed.state.readers.isEmpty)
    }

    @Test(arguments: [FeedAudience.user(UserID(1)), .administrator(UserID(9)), .everybody])
    func `a reader that comes from a node ahead gets the events after its id`(
        _ audience: FeedAudience
    ) throws {
        var history = FeedHistory()
        var bed = bed(history)
        history.transfer(1, 2)
        let seen = history.end
        let ticket = try bed.join(audience, after: seen)
        bed.settle(history)
        #expect(bed.blocks(ticket).map(\.id) == [seen.rawValue])
        bed.advance(history, through: seen)
        bed.settle(history)
        let next = history.transfer(1, 2)
        bed.advance(history, through: history.end)
        bed.settle(history)
        let events = bed.blocks(ticket).filter { $0.event != nil }
        #expect(events.count == 1)
        #expect(events.first?.id == (audience == .everybody ? history.end : next).rawValue)
    }

    @Test func `a request that comes before the read models are known waits for them`() throws {
        var history = FeedHistory()
        history.transfer(1, 2)
        var bed = FeedBed(limits)
        let fresh = try bed.join(alice)
        let back = try bed.join(alice, after: .start)
        #expect(bed.sent.isEmpty)
        bed.advance(history, through: history.end)
        bed.settle(history)
        #expect(bed.blocks(fresh).map(\.id) == [2])
        #expect(bed.blocks(back).map(\.id) == [0, 1])
    }

    @Test func `a request that waits too long is refused`() throws {
        var bed = FeedBed(limits)
        let ticket = try bed.join(alice)
        bed.tick(now: limits.waitMilliseconds - 1)
        #expect(bed.refused.isEmpty)
        bed.tick(now: limits.waitMilliseconds)
        #expect(bed.refused == [ticket: .serviceUnavailable])
    }

    @Test func `the number of readers is limited, on a node and for a user`() throws {
        var bed = bed(FeedHistory()) {
            $0.readers = 3
            $0.perUser = 1
        }
        let first = try bed.join(alice)
        #expect(throws: FeedBed.Full.self) { try bed.join(alice) }
        _ = try bed.join(.everybody)
        _ = try bed.join(.everybody)
        #expect(throws: FeedBed.Full.self) { try bed.join(.everybody) }
        bed.leave(first)
        _ = try bed.join(alice)
    }

    @Test func `a public reader resumes within the reach only`() throws {
        var history = FeedHistory()
        for _ in 0..<10 { history.transfer(1, 2) }
        var bed = bed(history) { $0.publicReach = 10 }
        let near = try bed.join(.everybody, after: LogPosition(10))
        let far = try bed.join(.everybody, after: LogPosition(9))
        bed.settle(history)
        #expect(bed.blocks(near).map(\.id).last == 20)
        #expect(bed.blocks(near).last?.data.contains("\"transactions\":5") == true)
        #expect(bed.blocks(far).map(\.id) == [20])
    }

    @Test func `a heartbeat comes every fifteen seconds with the reader's place`()
        throws
    {
        var history = FeedHistory()
        var bed = bed(history)
        let ticket = try bed.join(alice)
        history.transfer(2, 3)
        bed.advance(history, through: history.end)
        bed.tick(now: 14_999)
        #expect(bed.blocks(ticket).count == 1)
        bed.tick(now: 15_000)
        bed.tick(now: 29_999)
        #expect(bed.text(ticket).hasSuffix(": heartbeat\nid: 2-00000000\n\n"))
        #expect(bed.blocks(ticket).count == 2)
        bed.tick(now: 30_000)
        #expect(bed.blocks(ticket).count == 3)
    }

    @Test func `a stream ends when its token expires`() throws {
        var bed = bed(FeedHistory())
        let ticket = try bed.join(FeedRequest(audience: alice, expiresAt: 100))
        let other = try bed.join(FeedRequest(audience: alice, expiresAt: 101))
        bed.tick(second: 99)
        #expect(bed.ended.isEmpty)
        bed.tick(second: 100)
        #expect(bed.ended == [ticket])
        #expect(bed.text(ticket).hasSuffix("event: end\ndata: {\"reason\":\"expired\"}\n\n"))
        #expect(bed.state.readers.keys.contains(other))
    }

    /// 33. A stream that has not begun, or that replays, must not outlive its token either.
    @Test func `a reader is removed when its token expires, whatever its phase`() throws {
        var history = FeedHistory()
        _ = history.transfer(1, 2)
        var waiting = FeedBed(limits)
        _ = try waiting.join(FeedRequest(audience: alice, expiresAt: 100))
        var later = bed(history)
        let end = history.end
        for after in [LogPosition.start, end, end.advanced(by: 5)] {
            for audience in [alice, .administrator(UserID(9))] {
                _ = try later.join(
                    FeedRequest(audience: audience, expiresAt: 100, after: LogPlace(after))
                )
            }
        }
        for var bed in [waiting, later] {
            bed.tick(second: 99)
            #expect(!bed.state.readers.isEmpty)
            bed.tick(second: 100)
            #expect(bed.state.readers.isEmpty)
        }
    }

    @Test func `a session's end ends its streams, and no others`() throws {
        var history = FeedHistory()
        var bed = bed(history)
        let ended = try bed.join(
            FeedRequest(audience: alice, session: SessionID(5), expiresAt: 100)
        )
        let other = try bed.join(
            FeedRequest(audience: alice, session: SessionID(6), expiresAt: 100)
        )
        let told = history.transfer(1, 2)
        history.append(
            .session(SessionID(5)),
            .session(.ended(SessionEnded(user: UserID(1), reason: .signedOut)))
        )
        let later = history.transfer(1, 2)
        bed.advance(history, through: history.end)
        bed.settle(history)
        #expect(bed.ended == [ended])
        #expect(bed.blocks(ended).compactMap(\.event) == ["transaction", "end"])
        #expect(bed.blocks(ended).compactMap(\.id).last == told.rawValue)
        #expect(bed.blocks(other).compactMap(\.id).last == later.rawValue)
    }

    @Test func `all streams end when the log's end is lost with its server`() throws {
        var history = FeedHistory()
        history.transfer(1, 2)
        var bed = bed(history)
        let tickets = [try bed.join(alice), try bed.join(.everybody)]
        bed.change { $0.restart(at: .start, &$1) }
        #expect(bed.ended == Set(tickets))
        #expect(bed.state.position == .start)
    }

    @Test func `a long replay comes in pieces, each after the one before is sent`() throws {
        var history = FeedHistory()
        var bed = bed(history) { $0.pieceBytes = 1_000 }
        for _ in 0..<50 { history.transfer(1, 2, memo: String(repeating: "é", count: 50)) }
        _ = try bed.join(alice)
        bed.advance(history, through: history.end)
        let ticket = try bed.join(alice, after: .start)
        var rounds = 0
        while bed.work(history, pieceLimit: 1_000) { rounds += 1 }
        #expect(rounds > 10)
        #expect(
            bed.blocks(ticket).filter { $0.event != nil }.map(\.id)
                == history.told(alice, after: .start)
        )
    }
}
