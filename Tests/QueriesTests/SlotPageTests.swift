import Model
import Postgres
import TestSupport
import Testing

@testable import Cache
@testable import Queries

/// Number 14: pages of the availability of slots, from memory and from the database.
@Suite(.patient) struct SlotPageTests {
    private let fixture: QueryFixture
    private let cache = WarmCache()

    init() throws {
        fixture = try QueryFixture()
    }

    /// Slots 1 to `count`; every third is full, and they start an hour after one another.
    private func fill(_ count: Int) throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.slot_availability
            SELECT n, 'a', 5, 0, CASE WHEN n % 3 = 0 THEN 5 ELSE n % 4 END,
                '2026-01-01Z'::timestamptz + n * interval '1 hour', '2026-01-01Z', 50
            FROM generate_series(1, \(count)) AS n
            """
        )
        _ = try cache.warm(fixture.database.queries)
    }

    private func read(_ filter: SlotFilter, _ page: Page) throws -> Answer {
        try #require(try fixture.ask(.slotAvailability(filter, page)))
    }

    private func ids(_ answer: Answer) -> [Int] {
        answer.text.matches(of: #/"slot_id":(\d+)/#).compactMap { Int($0.output.1) }
    }

    @Test func `without parameters it is all slots up to a thousand, and the rest is linked`()
        throws
    {
        try fill(30_000)
        let answer = try #require(cache.held(.availability()))
        #expect(answer == (try read(SlotFilter(), .allSlots)).withoutDeadline)
        #expect(ids(answer) == Array(1...1_000))
        let cursor = try #require(answer.next)
        let next = try #require(Page(before: cursor, limit: 2))
        let rest = try #require(cache.held(.slotAvailability(SlotFilter(), next)))
        #expect(ids(rest) == [1_001, 1_002])
    }

    @Test(arguments: [false, true])
    func `any page from memory is that of the database`(onlyAvailable: Bool) throws {
        try fill(700)
        var generator = SeededGenerator(seed: 14)
        let filter = SlotFilter.of(onlyAvailable: onlyAvailable)
        var pages = [Page.first, .allSlots]
        for _ in 0..<40 {
            let limit = Int.random(in: 1...300, using: &generator)
            let skip = Int.random(in: 0...720, using: &generator)
            pages.append(try #require(Page(skip: skip, limit: limit)))
            let cursor = Listing.cursor(after: SlotID(Int64.random(in: 0...720, using: &generator)))
            pages.append(try #require(Page(before: cursor, limit: limit)))
        }
        for page in pages {
            let held = try #require(cache.held(.slotAvailability(filter, page)))
            #expect(held == (try read(filter, page)).withoutDeadline, "\(page)")
        }
    }

    @Test func `slots are filtered by their start`() throws {
        try fill(10)
        var filter = SlotFilter()
        // 2026-01-01, 03:00 and 06:00 UTC.
        filter.from = 1_767_236_400_000_000
        filter.to = 1_767_247_200_000_000
        #expect(ids(try read(filter, .allSlots)) == [3, 4, 5])
        filter.onlyAvailable = true
        #expect(ids(try read(filter, .allSlots)) == [4, 5])
        #expect(cache.held(.slotAvailability(filter, .allSlots)) == nil)
    }

    @Test func `a slot that changes or is added shows on its page`() throws {
        try fill(130)
        let page = try fixture.page(60, 10)
        let question = Question.slotAvailability(SlotFilter(), page)
        #expect(ids(try #require(cache.held(question))) == Array(61...70))
        var batch = CacheBatch(positions: ReadPositions(all: 101))
        batch.slots = [.of(64, capacity: 50, at: 101), .of(900, at: 101)]
        _ = cache.apply(batch)
        let changed = try #require(cache.held(question))
        #expect(changed.text.contains(#"{"slot_id":64,"capacity":50,"remaining":50}"#))
        #expect(changed.next != nil)
    }
}

extension Answer {
    /// As it comes from memory.
    fileprivate var withoutDeadline: Answer {
        Answer(body: body, position: position, etag: etag, next: next, media: media)
    }
}
