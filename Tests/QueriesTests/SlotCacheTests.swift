import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct SlotCacheTests {
    private func text(
        _ cache: Box<SlotCache>,
        onlyAvailable: Bool = false,
        at now: Int64 = 0
    ) -> String? {
        cache.with { $0.availability(.of(onlyAvailable: onlyAvailable), .allSlots, at: now) }
            .map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `the availability document has exactly these bytes`() {
        let cache = Box(SlotCache(limit: 100, seatLimit: 100))
        #expect(text(cache) == "[]")
        cache.with { $0.hold(.of(1, capacity: 10, held: 3, confirmed: 1)) }
        #expect(text(cache) == #"[{"slot_id":1,"capacity":10,"remaining":6}]"#)
    }

    @Test func `a seat is free from its deadline on`() {
        let cache = Box(SlotCache(limit: 100, seatLimit: 100))
        cache.with { $0.hold(.of(1, capacity: 2, held: 2), until: [50, 70]) }
        func remaining(at now: Int64) -> Int64? {
            cache.with { $0.slot(SlotID(1), at: now) }??.remaining
        }
        for (now, free) in [(49, 0), (50, 1), (69, 1), (70, 2), (1_000, 2)] as [(Int64, Int64)] {
            #expect(remaining(at: now) == free)
            #expect(
                text(cache, at: now) == #"[{"slot_id":1,"capacity":2,"remaining":\#(free)}]"#
            )
        }
        #expect(text(cache, onlyAvailable: true, at: 1_000) != "[]")
    }

    @Test func `the document is the same array until the next deadline`() throws {
        let cache = Box(SlotCache(limit: 100, seatLimit: 100))
        cache.with { $0.hold(.of(1, held: 2), until: [50, 70]) }
        func body(at now: Int64) throws -> [UInt8] {
            try #require(cache.with { $0.availability(SlotFilter(), .allSlots, at: now) }).body
        }
        func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
            left.withUnsafeBytes { $0.baseAddress } == right.withUnsafeBytes { $0.baseAddress }
        }
        let first = try body(at: 10)
        #expect(try isSame(first, body(at: 49)))
        let second = try body(at: 50)
        #expect(!isSame(first, second))
        #expect(try isSame(second, body(at: 69)))
    }

    @Test func `a slot with unknown held seats is read from the database, and so is the document`()
    {
        let cache = Box(SlotCache(limit: 100, seatLimit: 1))
        cache.with { $0.hold(.of(1, held: 2), until: [50, 70]) }
        cache.with { $0.apply([.of(2)]) }
        #expect(text(cache) == nil)
        #expect(cache.with { $0.slot(SlotID(1), at: 0) } == nil)
        #expect(cache.with { $0.slot(SlotID(2), at: 0) } != nil)
    }

    @Test func `a full slot is only in the document of all slots`() {
        let cache = Box(SlotCache(limit: 100, seatLimit: 100))
        cache.with {
            $0.hold(.of(1, capacity: 1, held: 1))
            $0.apply([.of(2, capacity: 1), .of(3, capacity: 0)])
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
    func `rendering changed blocks gives the same document as rendering all`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let cache = Box(SlotCache(limit: 1_000, seatLimit: 10_000))
        var slots: [Int64: (entry: SlotRow, deadlines: [Int64])] = [:]
        for step in 1...400 as ClosedRange<Int64> {
            let entry = SlotRow.of(
                Int64.random(in: 1...300, using: &generator),
                capacity: 3,
                held: Int64.random(in: 0...3, using: &generator),
                at: LogPosition(step)
            )
            let deadlines = (0..<entry.held).map { _ in Int64.random(in: 1...400, using: &generator)
            }
            slots[entry.slot.rawValue] = (entry, deadlines)
            cache.with { $0.hold(entry, until: deadlines) }
            guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
            let fresh = Box(SlotCache(limit: 1_000, seatLimit: 10_000))
            for (entry, deadlines) in slots.values.sorted(by: { $0.entry.slot < $1.entry.slot }) {
                fresh.with { $0.hold(entry, until: deadlines) }
            }
            for onlyAvailable in [false, true] {
                #expect(
                    text(cache, onlyAvailable: onlyAvailable, at: step)
                        == text(fresh, onlyAvailable: onlyAvailable, at: step)
                )
            }
        }
    }

    @Test func `an unchanged document is the same array`() throws {
        let cache = Box(SlotCache(limit: 100, seatLimit: 100))
        cache.with { $0.apply([.of(1)]) }
        let first = try #require(cache.with { $0.availability(SlotFilter(), .allSlots, at: 0) })
        let second = try #require(cache.with { $0.availability(SlotFilter(), .allSlots, at: 0) })
        #expect(
            first.body.withUnsafeBytes { $0.baseAddress }
                == second.body.withUnsafeBytes { $0.baseAddress }
        )
    }

    @Test func `an older row does not replace a newer one`() {
        let cache = Box(SlotCache(limit: 100, seatLimit: 100))
        cache.with { $0.hold(.of(1, held: 2, at: 5)) }
        cache.with { $0.apply([.of(1, held: 1, at: 4)]) }
        #expect(cache.with { $0.slot(SlotID(1), at: 0) } == .some(.of(1, held: 2, at: 5)))
    }

    @Test func `with more slots than the limit, every slot is read from the database`() {
        let cache = Box(SlotCache(limit: 2, seatLimit: 100))
        cache.with { $0.apply([.of(1), .of(2)]) }
        #expect(cache.with { $0.slot(SlotID(9), at: 0) } == .some(nil))
        cache.with { $0.apply([.of(3)]) }
        #expect(cache.value.count == 2)
        #expect(text(cache) == nil)
        #expect(cache.with { $0.slot(SlotID(1), at: 0) } == nil)
    }
}

extension SlotCache {
    /// Stores the slot with seats that are held until these times, in place of earlier seats.
    fileprivate mutating func hold(_ entry: SlotRow, until deadlines: [Int64]? = nil) {
        apply([entry])
        let slot = entry.slot.rawValue
        // The seats of a slot have the numbers from its own thousand on.
        let ended = (0..<10).map { place in
            SetAsideChange<SlotID>.of(slot * 1_000 + place, in: slot, until: nil, at: 1)
        }
        let until = deadlines ?? Array(repeating: 1_000_000, count: Int(entry.held))
        let held = until.enumerated().map { place, deadline in
            SetAsideChange<SlotID>.of(
                slot * 1_000 + Int64(place),
                in: slot,
                until: deadline,
                at: 1
            )
        }
        seats.apply(ended + held, reached: nil)
    }
}
