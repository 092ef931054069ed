import Events
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Runtime

@Suite(.patient)
struct FailureLogTests {
    @Test func `many failures write one line a second`() {
        let lines = Atomic(0)
        let failures = FailureLog("a test failed") { _ in lines.add(1, ordering: .relaxed) }
        for now in [0, 1, 999] as [Int64] { failures.report(EventLogError.lockTimeout, now: now) }
        #expect(lines.load(ordering: .relaxed) == 1)
        failures.report(EventLogError.lockTimeout, now: 1_000)
        #expect(lines.load(ordering: .relaxed) == 2)
    }
}
