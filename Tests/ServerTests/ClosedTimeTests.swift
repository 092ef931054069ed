import Entities
import Events
import Queries
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Node

@Suite(.patient) struct ClosedTimeTests {
    private let closed = ClosedTime()

    private func look(_ time: Int64, _ end: Int64, recordedAt: Int64 = 0, begun: Int64 = 0) {
        let tail = LogTail(
            position: LogPosition(end),
            recordedAt: Timestamp(microseconds: recordedAt),
            hash: []
        )
        closed.raise(
            LockedLog(tail: tail, now: Timestamp(microseconds: time)),
            begun: MonotonicTime(nanoseconds: begun)
        )
    }

    private func moment(_ time: Int64, _ end: Int64) -> ClosedMoment {
        ClosedMoment(before: time, at: LogPosition(end))
    }

    @Test func `a later look closes a later moment`() {
        #expect(closed.value.moment == .start)
        look(100, 7, begun: 3)
        look(200, 9, begun: 4)
        #expect(closed.value.moment == moment(200, 9))
        #expect(closed.value.end == LogPosition(9))
        #expect(closed.value.begun == MonotonicTime(nanoseconds: 4))
    }

    @Test
    func
        `after a clock was set back, a look closes the time that the next batch will get at least`()
    {
        look(100, 7, recordedAt: 150)
        #expect(closed.value.moment == moment(150, 7))
    }

    @Test func `if time does not move, nothing more is closed, though the log grows`() {
        look(100, 7)
        look(100, 9)
        #expect(closed.value.moment == moment(100, 7))
        #expect(closed.value.end == LogPosition(9))
    }

    @Test func `events that this node appends are known at once`() {
        look(100, 7)
        closed.appended(to: LogPosition(9))
        #expect(closed.value.moment == moment(100, 7))
        #expect(closed.value.end == LogPosition(9))
    }

    @Test func `the next look finds that the log has lost its end`() {
        look(100, 9)
        closed.appended(to: LogPosition(12))
        look(90, 5)
        #expect(closed.value.moment == moment(90, 5))
        #expect(closed.value.end == LogPosition(5))
    }
}
