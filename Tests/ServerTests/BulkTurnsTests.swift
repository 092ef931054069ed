import Events
import Model
import TestSupport
import Testing

@testable import Node

/// Whose bulk the writer gets next.
@Suite(.patient) struct BulkTurnsTests {
    private let alice = UserID(1)
    private let bob = UserID(2)
    private var turns = BulkTurns<String>(limit: 10_000)

    @Test mutating func `users take turns, however many bulks one of them sends`() {
        for number in 1...9 { turns.add("alice \(number)", of: alice, weight: 1_000) }
        turns.add("bob", of: bob, weight: 1)
        #expect(turns.begin() == "alice 1")
        #expect(turns.begin() == "bob")
        #expect(turns.begin() == "alice 2")
    }

    @Test mutating func `bulks of one user keep their order`() {
        for number in 1...3 { turns.add("\(number)", of: alice, weight: 1_000) }
        #expect((1...3).map { _ in turns.begin() } == ["1", "2", "3"])
        #expect(turns.begin() == nil)
    }

    @Test mutating func `a bulk waits for room, and others for it`() {
        turns.add("small", of: alice, weight: 1_000)
        turns.add("large", of: bob, weight: 10_000)
        turns.add("next", of: alice, weight: 1_000)
        #expect(turns.begin() == "small")
        #expect(turns.begin() == nil)
        turns.end(of: alice, weight: 1_000)
        #expect(turns.begin() == "large")
        #expect(turns.begin() == nil)
        turns.end(of: bob, weight: 10_000)
        #expect(turns.begin() == "next")
    }

    @Test mutating func `a bulk above the limit is done alone`() {
        turns.add("huge", of: alice, weight: 20_000)
        turns.add("next", of: bob, weight: 1)
        #expect(turns.begin() == "huge")
        #expect(turns.begin() == nil)
        turns.end(of: alice, weight: 20_000)
        #expect(turns.begin() == "next")
    }
}
