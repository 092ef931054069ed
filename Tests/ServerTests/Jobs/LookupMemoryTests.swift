import Events
import TestSupport
import Testing

@testable import Jobs
@testable import Model

@Suite(.patient)
struct LookupMemoryTests {
    private let first = service(1)
    private let second = service(2)

    private static func service(_ number: UInt64) -> ServiceID {
        ServiceID(UUID128(high: 0, low: number))
    }

    @Test func `a service is not looked up again for a while, found or not`() {
        var memory = LookupMemory(keepSeconds: 1_800)
        #expect(memory.unknown([first, second], now: 0) == [first, second])
        memory.remember([first], now: 0)
        #expect(memory.unknown([first, second], now: 1_799_999) == [second])
        #expect(memory.unknown([first, second], now: 1_800_000) == [first, second])
    }

    @Test func `nothing is looked up while the service is unreachable`() {
        var memory = LookupMemory(keepSeconds: 1_800)
        memory.pause(now: 0)
        #expect(memory.unknown([first], now: 9_999).isEmpty)
        #expect(memory.unknown([first], now: 10_000) == [first])
    }

    @Test func `the memory does not grow without bound`() {
        var memory = LookupMemory(keepSeconds: 1_800)
        memory.remember([first], now: 0)
        for number in 0..<3 {
            memory.remember(
                (0..<5_000).map { Self.service(UInt64(number * 5_000 + $0 + 10)) },
                now: 0
            )
        }
        #expect(memory.unknown([first], now: 1) == [first])
    }
}
