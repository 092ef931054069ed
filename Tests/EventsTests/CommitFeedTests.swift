import Dispatch
import Events
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct CommitFeedTests {
    @Test func `published events are returned from the reader's position on`() {
        let feed = CommitFeed()
        feed.publish(events(1...3))
        feed.publish(events(4...4))
        feed.publish(events(5...9))
        for start in 0...9 {
            let taken = feed.take(after: LogPosition(Int64(start)), max: 100)
            #expect(taken?.map(\.position.rawValue) == Array(Int64(start) + 1..<10))
        }
        #expect(feed.take(after: LogPosition(2), max: 3)?.map(\.position.rawValue) == [3, 4, 5])
        #expect(feed.take(after: LogPosition(4), max: 2)?.map(\.position.rawValue) == [5, 6])
        #expect(feed.take(after: LogPosition(20), max: 2) == [])
    }

    @Test func `a reader before the first held event must read the log`() {
        let feed = CommitFeed()
        #expect(feed.take(after: .start, max: 10) == nil)
        feed.publish(events(5...6))
        #expect(feed.take(after: LogPosition(3), max: 10) == nil)
        #expect(feed.take(after: LogPosition(4), max: 10)?.count == 2)
    }

    @Test func `a gap from another node's events drops the held events`() {
        let feed = CommitFeed()
        feed.publish(events(1...2))
        feed.publish(events(5...6))
        #expect(feed.take(after: LogPosition(1), max: 10) == nil)
        #expect(feed.take(after: LogPosition(4), max: 10)?.map(\.position.rawValue) == [5, 6])
        feed.publish(events(3...4))
        #expect(feed.take(after: LogPosition(2), max: 10)?.map(\.position.rawValue) == [3, 4])
    }

    @Test func `the feed holds at most its capacity, and always the last batch`() {
        let feed = CommitFeed(capacity: 10)
        for first in stride(from: Int64(1), to: 2_000, by: 3) {
            feed.publish(events(first...first + 2))
        }
        #expect(feed.take(after: LogPosition(1_000), max: 10) == nil)
        #expect(feed.take(after: LogPosition(1_992), max: 100)?.count == 9)
        #expect(feed.take(after: LogPosition(1_991), max: 100) == nil)
        feed.publish(events(2_002...2_050))
        #expect(feed.take(after: LogPosition(2_001), max: 100)?.count == 49)
    }

    @Test func `a wait ends for each of its reasons`() {
        let feed = CommitFeed()
        #expect(feed.wait(after: .start, timeoutMilliseconds: 0) == .timeout)
        feed.publish(events(1...1))
        #expect(feed.wait(after: .start, timeoutMilliseconds: 60_000) == .published)
        #expect(feed.wait(after: LogPosition(1), timeoutMilliseconds: 0) == .timeout)
        feed.wake()
        #expect(feed.wait(after: LogPosition(1), timeoutMilliseconds: 60_000) == .remote)
        #expect(feed.wait(after: LogPosition(1), timeoutMilliseconds: 0) == .timeout)
        feed.reset()
        #expect(feed.take(after: LogPosition(1), max: 1) == nil)
        feed.close()
        #expect(feed.wait(after: .start, timeoutMilliseconds: 60_000) == .closed)
    }

    /// Each of these would wait for a minute if its reason did not count.
    @Test func `a reader lingers until many events wait or somebody is in a hurry`() {
        let feed = CommitFeed()
        let minute = 60_000
        feed.publish(events(1...4))
        feed.linger(after: LogPosition(1), until: 3, timeoutMilliseconds: minute)
        feed.hurry(for: LogPosition(6))
        feed.hurry(for: LogPosition(5))
        feed.linger(after: LogPosition(4), until: 1, timeoutMilliseconds: minute)
        // Position 6 is not reached yet.
        feed.linger(after: LogPosition(5), until: 1, timeoutMilliseconds: minute)
        #expect(feed.takeHurry() == LogPosition(6))
        #expect(feed.takeHurry() == .start)
        // Nobody waits for a later position, and another node's notification is no reason.
        feed.hurry(for: LogPosition(4))
        feed.wake()
        feed.linger(after: LogPosition(4), until: 1, timeoutMilliseconds: 0)
        #expect(feed.wait(after: LogPosition(4), timeoutMilliseconds: minute) == .remote)
        feed.close()
        feed.linger(after: LogPosition(4), until: 1, timeoutMilliseconds: minute)
    }

    @Test func `a hurry ends a wait that has begun`() {
        let feed = CommitFeed()
        let ended = DispatchSemaphore(value: 0)
        Thread {
            feed.linger(after: .start, until: 100, timeoutMilliseconds: 3_600_000)
            ended.signal()
        }.start()
        feed.hurry(for: LogPosition(1))
        #expect(ended.wait(timeout: .now() + .seconds(120)) == .success)
    }

    @Test func `a concurrent reader gets every event once and in order`() {
        let feed = CommitFeed(capacity: 100_000)
        let taken = Mutex<[Int64]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            if index == 0 {
                for first in stride(from: Int64(1), to: 10_000, by: 10) {
                    feed.publish(events(first...first + 9))
                }
            } else {
                var position = LogPosition.start
                let patience = Patience()
                while position < LogPosition(10_000), !patience.isOver {
                    _ = feed.wait(after: position, timeoutMilliseconds: 60_000)
                    let events = feed.take(after: position, max: 64) ?? []
                    taken.withLock { $0 += events.map(\.position.rawValue) }
                    position = events.last?.position ?? position
                }
            }
        }
        #expect(taken.withLock { $0 } == Array(1...10_000))
    }

    private func events(_ positions: ClosedRange<Int64>) -> [RecordedEvent] {
        positions.map { position in
            RecordedEvent(
                position: LogPosition(position),
                stream: .user(UserID(1)),
                version: StreamVersion(Int32(position)),
                event: .claim(.emailClaimed(UserID(1))),
                origin: Origin(command: UUID128(high: 0, low: 0), actor: .system),
                recordedAt: Timestamp(microseconds: 0)
            )
        }
    }
}
