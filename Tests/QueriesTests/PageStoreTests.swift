import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct PageStoreTests {
    private func question(_ number: Int) -> Question { .me(UserID(Int64(number))) }

    private func answer(_ bytes: Int) -> Answer {
        Answer(body: [UInt8](repeating: 0x20, count: bytes), position: 1)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `the store never holds more bytes than its limit`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let limit = 64 * 1024
        let store = Box(PageStore(limit: limit))
        for _ in 0..<5_000 {
            let asked = question(Int.random(in: 1...500, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: _ = store.with { $0.find(asked) }
            case 1: store.with { $0.remove(asked) }
            case _:
                let size = Int.random(in: 0...9_000, using: &generator)
                store.with { $0.insert(answer(size), for: asked, generation: 0) }
            }
            #expect(store.value.byteCount <= limit)
        }
        for number in 1...500 { store.with { $0.remove(question(number)) } }
        #expect(store.value.byteCount == 0)
        #expect(store.value.count == 0)
    }

    @Test func `an unused page makes room, a used page stays`() {
        let size = 1_000
        // Arrays may have room for a few bytes more than they were asked for.
        let store = Box(PageStore(limit: 10 * (size + PageStore.overhead) + size / 2))
        for number in 1...10 {
            store.with { $0.insert(answer(size), for: question(number), generation: 0) }
        }
        for number in 11...100 {
            #expect(store.with { $0.find(question(3)) } != nil)
            store.with { $0.insert(answer(size), for: question(number), generation: 0) }
        }
        #expect(store.with { $0.find(question(3)) } != nil)
        #expect(store.with { $0.find(question(4)) } == nil)
        #expect(store.value.count == 10)
    }

    @Test func `a page larger than an eighth of the store is not kept`() {
        let store = Box(PageStore(limit: 8_000))
        store.with { $0.insert(answer(900), for: question(1), generation: 0) }
        #expect(store.value.count == 0)
        store.with { $0.insert(answer(700), for: question(1), generation: 0) }
        #expect(store.value.count == 1)
    }

    @Test func `a page replaces an older one of the same question`() {
        let store = Box(PageStore(limit: 100_000))
        let longer = answer(20)
        store.with { $0.insert(answer(10), for: question(1), generation: 0) }
        store.with { $0.insert(longer, for: question(1), generation: 0) }
        #expect(store.with { $0.find(question(1)) }?.answer == longer)
        #expect(store.value.byteCount == longer.body.capacity + PageStore.overhead)
    }
}
