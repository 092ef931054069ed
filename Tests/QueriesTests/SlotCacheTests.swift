import TestSupport
import Testing

@testable import Queries

@Suite struct SlotCacheTests {
    private func text(_ cache: Box<SlotCache>, onlyAvailable: Bool = false) -> String? {
        cache.with { $0.availability(onlyAvailable: onlyAvailable) }
            .map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `the document is exactly this`() {
        let cache = Box(SlotCache(limit: 100))
        #expect(text(cache) == "[]")
        cache.with { $0.apply([.of(1, capacity: 10, held: 3, confirmed: 1)]) }
        #expect(text(cache) == #"[{"slot_id":1,"capacity":10,"remaining":6}]"#)
    }

    @Test func `a full slot is only in the whole document`() {
        let cache = Box(SlotCache(limit: 100))
        cache.with {
            $0.apply([.of(2, capacity: 1), .of(1, capacity: 1, held: 1), .of(3, capacity: 0)])
        }
        #expect(
            text(cache)
                == #"[{"slot_id":1,"capacity":1,"remaining":0},"#
                + #"{"slot_id":2,"capacity":1,"remaining":1},"#
                + #"{"slot_id":3,"capacity":0,"remaining":0}]"#
        )
        #expect(
            text(cache, onlyAvailable: true) == #"[{"slot_id":2,"capacity":1,"remaining":1}]"#
        )
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `mending block by block gives what rendering anew gives`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let cache = Box(SlotCache(limit: 1_000))
        var slots: [Int64: SlotEntry] = [:]
        for step in 1...400 as ClosedRange<Int64> {
            let entry = SlotEntry.of(
                Int64.random(in: 1...300, using: &generator),
                capacity: 3,
                held: Int64.random(in: 0...3, using: &generator),
                at: ReadPosition(step)
            )
            slots[entry.slot.rawValue] = entry
            cache.with { $0.apply([entry]) }
            guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
            let fresh = Box(SlotCache(limit: 1_000))
            fresh.with { $0.apply(slots.values.sorted { $0.slot < $1.slot }) }
            for onlyAvailable in [false, true] {
                #expect(
                    text(cache, onlyAvailable: onlyAvailable)
                        == text(fresh, onlyAvailable: onlyAvailable)
                )
            }
        }
    }

    @Test func `an unchanged document is the same array`() throws {
        let cache = Box(SlotCache(limit: 100))
        cache.with { $0.apply([.of(1)]) }
        let first = try #require(cache.with { $0.availability(onlyAvailable: false) })
        let second = try #require(cache.with { $0.availability(onlyAvailable: false) })
        #expect(
            first.body.withUnsafeBytes { $0.baseAddress }
                == second.body.withUnsafeBytes { $0.baseAddress }
        )
    }

    @Test func `an older row does not replace a newer one`() {
        let cache = Box(SlotCache(limit: 100))
        cache.with { $0.apply([.of(1, held: 2, at: 5)]) }
        cache.with { $0.apply([.of(1, held: 1, at: 4)]) }
        #expect(cache.with { $0.slot(SlotKey(1)) } == .some(.of(1, held: 2, at: 5)))
    }

    @Test func `with more slots than fit, all are read`() {
        let cache = Box(SlotCache(limit: 2))
        cache.with { $0.apply([.of(1), .of(2)]) }
        #expect(cache.with { $0.slot(SlotKey(9)) } == .some(nil))
        cache.with { $0.apply([.of(3)]) }
        #expect(cache.value.count == 2)
        #expect(text(cache) == nil)
        #expect(cache.with { $0.slot(SlotKey(1)) } == nil)
    }
}
