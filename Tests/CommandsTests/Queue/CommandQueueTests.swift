import Dispatch
import Events
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model
@testable import Writer

@Suite(.patient) struct CommandQueueTests {
    private func submissions(_ tickets: Range<Int>) -> [Submission<Int>] {
        tickets.map { ticket in
            Submission(
                TransferMoney(to: .user(bob), amount: rub(1)),
                id: UUID128(high: 0, low: 0),
                actor: Actor(alice),
                receivedAt: .now,
                ticket: ticket
            )
        }
    }

    @Test func `commands are taken in order, up to the given number`() {
        let queue = CommandQueue<Int>(limit: 10)
        #expect(queue.submit(submissions(0..<3)) == 3)
        #expect(queue.submit(submissions(3..<6)) == 3)
        #expect(queue.take(max: 4, waitMilliseconds: 60_000)?.map(\.ticket) == [0, 1, 2, 3])
        #expect(queue.depth == 2)
        #expect(queue.submit(submissions(6..<7)) == 1)
        #expect(queue.take(max: 4, waitMilliseconds: 60_000)?.map(\.ticket) == [4, 5, 6])
        #expect(queue.depth == 0)
    }

    @Test func `a full queue accepts no more commands`() {
        let queue = CommandQueue<Int>(limit: 4)
        #expect(queue.submit(submissions(0..<3)) == 3)
        #expect(queue.submit(submissions(3..<9)) == 1)
        #expect(queue.submit(submissions(9..<10)) == 0)
        #expect(queue.take(max: 2, waitMilliseconds: 60_000)?.map(\.ticket) == [0, 1])
        #expect(queue.submit(submissions(10..<13)) == 2)
        #expect(queue.take(max: 100, waitMilliseconds: 60_000)?.map(\.ticket) == [2, 3, 10, 11])
    }

    @Test func `commands that have waited too long are removed, and the others stay`() {
        let queue = CommandQueue<Int>(limit: 10)
        _ = queue.submit(submissions(0..<4))
        #expect(queue.take(max: 1, waitMilliseconds: 60_000)?.map(\.ticket) == [0])
        #expect(queue.takeReceived(before: MonotonicTime(nanoseconds: 0)).isEmpty)
        let between = MonotonicTime.now
        _ = queue.submit(submissions(4..<6))
        #expect(queue.takeReceived(before: between).map(\.ticket) == [1, 2, 3])
        #expect(queue.depth == 2)
        #expect(queue.take(max: 9, waitMilliseconds: 60_000)?.map(\.ticket) == [4, 5])
        #expect(queue.takeReceived(before: .now).isEmpty)
    }

    @Test func `a closed queue accepts nothing, but its commands can still be taken`() {
        let queue = CommandQueue<Int>(limit: 4)
        #expect(queue.submit(submissions(0..<2)) == 2)
        queue.close()
        #expect(queue.submit(submissions(2..<3)) == 0)
        #expect(queue.take(max: 1, waitMilliseconds: 60_000)?.map(\.ticket) == [0])
        #expect(queue.take(max: 1, waitMilliseconds: 60_000)?.map(\.ticket) == [1])
        #expect(queue.take(max: 1, waitMilliseconds: 60_000) == nil)
    }

    @Test func `a taker that gathers gets what waits once there is enough or its time is over`() {
        let queue = CommandQueue<Int>(limit: 100)
        func gather(_ commands: Int, microseconds: Int) -> [Int]? {
            queue.take(
                max: 10,
                waitMilliseconds: 60_000,
                gathering: (commands, microseconds)
            )?.map(\.ticket)
        }
        let minute = 60_000_000
        _ = queue.submit(submissions(0..<2))
        #expect(gather(3, microseconds: 0) == [0, 1])
        _ = queue.submit(submissions(2..<5))
        #expect(gather(3, microseconds: minute) == [2, 3, 4])
        // The writer is wanted, or the queue ends.
        _ = queue.submit(submissions(5..<6))
        queue.wakeTaker()
        #expect(gather(3, microseconds: minute) == [5])
        _ = queue.submit(submissions(6..<7))
        queue.close()
        #expect(gather(3, microseconds: minute) == [6])
        #expect(gather(3, microseconds: minute) == nil)
    }

    @Test func `the last of the gathered commands wakes the taker`() {
        let queue = CommandQueue<Int>(limit: 100)
        let taken = Mutex<[Int]>([])
        let ended = DispatchSemaphore(value: 0)
        Thread {
            let batch = queue.take(
                max: 100,
                waitMilliseconds: 60_000,
                gathering: (30, 3_600_000_000)
            )
            taken.withLock { $0 = batch?.map(\.ticket) ?? [] }
            ended.signal()
        }.start()
        for ticket in 0..<30 { _ = queue.submit(submissions(ticket..<ticket + 1)) }
        #expect(ended.wait(timeout: .now() + .seconds(120)) == .success)
        #expect(taken.withLock { $0 } == Array(0..<30))
    }

    @Test func `only after a batch of many commands the writer waits for more`() {
        let limits = CommandLimits()
        #expect(limits.gathering(after: 1, waiting: 5).commands == 1)
        #expect(limits.gathering(after: limits.busyBatch - 1, waiting: 500).commands == 1)
        #expect(limits.gathering(after: 20, waiting: 5).commands == 25)
        #expect(limits.gathering(after: limits.batch, waiting: 5).commands == limits.batch)
    }

    @Test func `the taking thread sleeps until commands come and ends when the queue closes`() {
        let queue = CommandQueue<Int>(limit: 10_000)
        let taken = Mutex<[Int]>([])
        let ended = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            while let batch = queue.take(max: 7, waitMilliseconds: 60_000) {
                taken.withLock { $0 += batch.map(\.ticket) }
            }
            ended.signal()
        }
        for start in stride(from: 0, to: 5_000, by: 5) {
            #expect(queue.submit(submissions(start..<start + 5)) == 5)
        }
        queue.close()
        #expect(ended.wait(timeout: .now() + .seconds(120)) == .success)
        #expect(taken.withLock { $0 } == Array(0..<5_000))
    }
}
