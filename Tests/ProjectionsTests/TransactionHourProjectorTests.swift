import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct TransactionHourProjectorTests {
    private static let hour: Int64 = 3_600_000_000

    private func counts(_ times: [Int64]) throws -> [Int64: Int64] {
        var history = History()
        for _ in times { history.transfer(from: .house, to: .sales, 5) }
        let events = zip(history.events, times.flatMap { [$0, $0] }).map { event, time in
            RecordedEvent(
                position: event.position,
                stream: event.stream,
                version: event.version,
                event: event.event,
                origin: event.origin,
                recordedAt: Timestamp(microseconds: time)
            )
        }
        let rows = try fold(TransactionHourProjector.self, events)
        for (hour, row) in rows { #expect(row.hour == hour) }
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0.key.microseconds, $0.value.count) }
        )
    }

    @Test(
        arguments: [
            ([0], [0: 1]), ([0, hour - 1, hour], [0: 2, hour: 1]),
            ([-1, -hour, -hour - 1], [-hour: 2, -2 * hour: 1]),
            ([472_222 * hour + 5, 472_222 * hour], [472_222 * hour: 2]),
        ] as [([Int64], [Int64: Int64])]
    )
    func `each transfer counts once, in the hour of its recording`(
        times: [Int64],
        counts: [Int64: Int64]
    ) throws {
        #expect(try self.counts(times) == counts)
    }

    @Test func `opening grants count, events without a movement do not`() throws {
        var history = History()
        let sender = AccountID(of: history.register())
        let receiver = AccountID(of: history.register(grant: 0))
        let transfer = history.reserve(from: sender, to: receiver, 5)
        func count() throws -> Int64 {
            try fold(TransactionHourProjector.self, history.events).values.map(\.count)
                .reduce(0, +)
        }
        #expect(try count() == 1)
        history.post(transfer, 5)
        #expect(try count() == 2)
    }
}
