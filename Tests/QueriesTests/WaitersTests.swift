import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct WaitersTests {
    private let first = WaitTicket(1)
    private let second = WaitTicket(2)

    @Test func `a ticket is returned once, when its position is reached`() {
        let waiters = Box(Waiters(limit: 10))
        #expect(waiters.with { $0.add(first, for: .balances, at: 5, deadline: 100) })
        #expect(waiters.with { $0.add(second, for: .balances, at: 9, deadline: 100) })
        #expect(waiters.with { $0.reached(.balances, 4) } == [])
        #expect(waiters.with { $0.reached(.holds, 9) } == [])
        #expect(waiters.with { $0.reached(.balances, 5) } == [first])
        #expect(waiters.with { $0.reached(.balances, 8) } == [])
        #expect(waiters.with { $0.reached(.balances, 9) } == [second])
        #expect(waiters.value.count == 0)
    }

    @Test func `a wait ends at its deadline`() {
        let waiters = Box(Waiters(limit: 10))
        #expect(waiters.with { $0.add(first, for: .balances, at: 5, deadline: 100) })
        #expect(waiters.with { $0.add(second, for: .holds, at: 5, deadline: 200) })
        #expect(waiters.with { $0.expire(99) } == [])
        #expect(waiters.with { $0.expire(100) } == [first])
        #expect(waiters.with { $0.reached(.balances, 5) } == [])
        #expect(waiters.with { $0.expire(199) } == [])
        #expect(waiters.with { $0.expire(200) } == [second])
    }

    @Test func `a ticket beyond the limit is refused`() {
        let waiters = Box(Waiters(limit: 1))
        #expect(waiters.with { $0.add(first, for: .balances, at: 5, deadline: 100) })
        #expect(!waiters.with { $0.add(second, for: .balances, at: 5, deadline: 100) })
        #expect(waiters.with { $0.reached(.balances, 5) } == [first])
        #expect(waiters.with { $0.add(second, for: .balances, at: 5, deadline: 100) })
    }
}
