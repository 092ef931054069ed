import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model
@testable import Writer

@Suite(.patient) struct BatchInFlightTests {
    private let batch = BatchInFlight<Int>(retryAfterSeconds: 1)

    private func submission(_ ticket: Int, receivedAt: Int64) -> Submission<Int> {
        Submission(
            CreateSlot(SlotDetails(title: "A", capacity: 1, startsAt: nil)),
            id: UUID128(high: 0, low: UInt64(ticket)),
            actor: .system,
            receivedAt: MonotonicTime(nanoseconds: receivedAt),
            ticket: ticket
        )
    }

    private func expire(before time: Int64) -> [Int: Outcome] {
        outcomes(batch.expire(before: MonotonicTime(nanoseconds: time)))
    }

    private func outcomes(_ answers: BatchInFlight<Int>.Answers) -> [Int: Outcome] {
        Dictionary(uniqueKeysWithValues: answers.map { ($0.ticket, $0.outcome) })
    }

    private func done(_ position: Int64) -> Outcome {
        .done(position: LogPosition(position), location: nil, replayed: false)
    }

    @Test func `a command that expires before decisions begin has no effect`() {
        batch.start([submission(0, receivedAt: 5), submission(1, receivedAt: 15)])
        #expect(expire(before: 10) == [0: .unavailable])
        // The writer must leave out answered commands.
        #expect(batch.begin() == MonotonicTime(nanoseconds: 10))
        #expect(outcomes(batch.finish([done(1), done(2)], in: [nil, nil])) == [1: done(2)])
    }

    @Test func `a command that expires while its batch is appended has an unknown outcome`() {
        batch.start([submission(0, receivedAt: 5), submission(1, receivedAt: 15)])
        #expect(batch.begin() == nil)
        #expect(expire(before: 10) == [0: .unknown])
        #expect(outcomes(batch.finish([done(1), done(2)], in: [nil, nil])) == [1: done(2)])
    }

    @Test func `a batch waits again after a failed attempt`() {
        batch.start([submission(0, receivedAt: 5), submission(1, receivedAt: 15)])
        #expect(batch.begin() == nil)
        batch.undo()
        #expect(expire(before: 10) == [0: .unavailable])
        #expect(batch.begin() == MonotonicTime(nanoseconds: 10))
    }

    @Test func `each command is answered only once`() {
        batch.start([submission(0, receivedAt: 5)])
        #expect(expire(before: 10) == [0: .unavailable])
        #expect(expire(before: 20) == [:])
        #expect(outcomes(batch.finish([done(1)], in: [nil])) == [:])
        #expect(expire(before: 30) == [:])
    }

    @Test func `a batch starts without answers of the one before`() {
        batch.start([submission(0, receivedAt: 5)])
        _ = expire(before: 10)
        _ = batch.finish([done(1)], in: [nil])
        batch.start([submission(0, receivedAt: 6)])
        #expect(batch.begin() == nil)
        #expect(outcomes(batch.finish([done(1)], in: [nil])) == [0: done(1)])
    }
}
