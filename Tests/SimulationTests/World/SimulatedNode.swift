import Entities
import Events
import TestSupport
import Writer

@testable import Model

/// A process of the service, which loses its memory when it restarts.
final class SimulatedNode {
    final class Clock: TimeSource {
        var present = Timestamp(microseconds: 0)

        func now() -> Timestamp { present }
        func uptime() -> MonotonicTime { MonotonicTime(nanoseconds: 100_000_000_000) }
    }

    let number: Int
    let clock = Clock()
    /// The error of its clock, in seconds.
    var offset = 0
    private(set) var log: SimulatedLog
    private(set) var processor: Processor
    private let store: SimulatedStore
    private let limits: CommandLimits

    init(_ number: Int, _ store: SimulatedStore, seed: UInt64) {
        self.number = number
        self.store = store
        var limits = CommandLimits()
        limits.snapshotEvery = 7
        // One node keeps few entities and gives up early; another never forgets.
        if number == 0 {
            limits.entities = 60
            limits.catchUp = 40
        }
        limits.catchUpChunk = 16
        self.limits = limits
        log = SimulatedLog(store, node: number, seed: seed)
        processor = Processor(log: log, time: clock, limits: limits)
    }

    func restart(seed: UInt64) {
        let interrupt = log.interrupt
        log = SimulatedLog(store, node: number, seed: seed)
        log.interrupt = interrupt
        processor = Processor(log: log, time: clock, limits: limits)
    }
}

extension SeededGenerator {
    /// Returns true in `percent` of cases.
    mutating func chance(_ percent: Double) -> Bool {
        Double(next() >> 11) / Double(1 << 53) * 100 < percent
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &self)
    }
}
