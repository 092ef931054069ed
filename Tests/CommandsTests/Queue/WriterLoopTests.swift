import Events
import Synchronization
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

@Suite(.patient) struct WriterLoopTests {
    private func submission(
        _ ticket: Int,
        _ command: any Command,
        receivedAt: MonotonicTime = .now
    ) -> Submission<Int> {
        Submission(
            command,
            id: UUID128(high: 0, low: UInt64(ticket)),
            actor: .system,
            receivedAt: receivedAt,
            ticket: ticket
        )
    }

    @Test func `every accepted command is answered before the loop stops`() {
        let queue = CommandQueue<Int>()
        let answers = Mutex<[Int: Outcome]>([:])
        let events = Mutex<[RecordedEvent]>([])
        let loop = WriterLoop(
            queue: queue,
            makeLog: { MemoryLog() },
            publish: { published in events.withLock { $0 += published } },
            answer: { batch in
                answers.withLock { answers in
                    for (ticket, outcome, _) in batch { answers[ticket] = outcome }
                }
            }
        )
        let create = CreateSlot(SlotDetails(title: "A", capacity: 1, startsAt: nil))
        loop.start()
        for ticket in 0..<2_500 {
            let command: any Command = ticket % 5 == 0 ? PayOrder(purchase) : create
            #expect(queue.submit([submission(ticket, command)]) == 1)
        }
        loop.stop()
        #expect(queue.submit([submission(0, create)]) == 0)
        #expect(answers.withLock { $0.count } == 2_500)
        #expect(events.withLock { $0.map(\.position.rawValue) } == Array(1...2_000))
        #expect(loop.counters.done.load(ordering: .relaxed) == 2_000)
        #expect(loop.counters.invalid.load(ordering: .relaxed) == 500)
        #expect(loop.counters.events.load(ordering: .relaxed) == 2_000)
        let batches = loop.counters.batches.load(ordering: .relaxed)
        #expect(loop.counters.batchDurations.counts.counts.reduce(0, +) == batches)
    }

    @Test func `each failure of the log is reported`() {
        let queue = CommandQueue<Int>()
        let failures = Mutex<[EventLogError]>([])
        let loop = WriterLoop(
            queue: queue,
            makeLog: {
                let log = MemoryLog()
                log.appendFailures = [.unavailable("gone"), .refused("no")]
                return log
            },
            publish: { _ in },
            answer: { _ in },
            failed: { failure in failures.withLock { $0.append(failure) } }
        )
        let create = CreateSlot(SlotDetails(title: "A", capacity: 1, startsAt: nil))
        #expect(queue.submit([submission(0, create)]) == 1)
        loop.start()
        loop.stop()
        #expect(failures.withLock { $0 } == [.unavailable("gone"), .refused("no")])
    }

    @Test func `a command that waits too long is answered while the writer is busy`() {
        let queue = CommandQueue<Int>()
        let answers = Mutex<[Int: Outcome]>([:])
        // Never started, like a writer that is busy for ever.
        let loop = WriterLoop(
            queue: queue,
            makeLog: { MemoryLog() },
            publish: { _ in },
            answer: { batch in
                answers.withLock { answers in
                    for (ticket, outcome, _) in batch { answers[ticket] = outcome }
                }
            }
        )
        let create = CreateSlot(SlotDetails(title: "A", capacity: 1, startsAt: nil))
        let longAgo = MonotonicTime(nanoseconds: 0)
        #expect(queue.submit([submission(0, create, receivedAt: longAgo)]) == 1)
        #expect(queue.submit([submission(1, create)]) == 1)
        loop.expire()
        #expect(answers.withLock { $0 } == [0: .unavailable(retryAfterSeconds: 1)])
        #expect(queue.depth == 1)
        #expect(loop.counters.unavailable.load(ordering: .relaxed) == 1)
    }

    @Test func `a loop that was never started stops at once`() {
        let loop = WriterLoop(
            queue: CommandQueue<Int>(),
            makeLog: { MemoryLog() },
            publish: { _ in },
            answer: { _ in }
        )
        loop.stop()
    }
}
