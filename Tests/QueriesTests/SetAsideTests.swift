import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct SetAsideTests {
    private func setAside(_ deadlines: [Int64]) -> SetAside {
        var aside = SetAside()
        for (id, deadline) in deadlines.enumerated() {
            aside.add(SetAside.Item(id: Int64(id), amount: 10, expiresAt: deadline))
        }
        return aside
    }

    @Test func `a deadline has come at its own microsecond and not before`() {
        let aside = setAside([50, 70])
        for (now, overdue, next) in [
            (0, 0, 50), (49, 0, 50), (50, 10, 70), (69, 10, 70), (70, 20, nil),
        ] as [(Int64, Int64, Int64?)] {
            #expect(aside.overdue(at: now) == overdue)
            #expect(aside.overdueCount(at: now) == Int(overdue / 10))
            #expect(aside.nextDeadline(after: now) == next)
        }
        #expect(aside.total == 20)
    }

    @Test func `an item that has ended is not overdue`() {
        let aside = Box(setAside([50, 70]))
        #expect(aside.with { $0.remove(0) })
        #expect(!aside.with { $0.remove(0) })
        #expect(aside.value.overdue(at: 60) == 0)
        #expect(aside.value.overdue(at: 70) == 10)
        #expect(aside.value.total == 10)
        #expect(aside.value.count == 1)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `items added in any order count as in a plain list`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let aside = Box(SetAside())
        var list: [SetAside.Item] = []
        for id in 0..<400 as Range<Int64> {
            if Int.random(in: 0..<5, using: &generator) < 3 || list.isEmpty {
                let item = SetAside.Item(
                    id: id,
                    amount: Int64.random(in: 1...9, using: &generator),
                    expiresAt: Int64.random(in: 0..<20, using: &generator)
                )
                list.append(item)
                aside.with { $0.add(item) }
            } else {
                // Mostly the soonest, as a sweep does.
                list.sort { ($0.expiresAt, $0.id) < ($1.expiresAt, $1.id) }
                let isFirst = Bool.random(using: &generator)
                let index = isFirst ? 0 : Int.random(in: 0..<list.count, using: &generator)
                let ended = list.remove(at: index)
                #expect(aside.with { $0.remove(ended.id) })
            }
            let now = Int64.random(in: -1...21, using: &generator)
            let overdue = list.filter { $0.expiresAt <= now }
            #expect(aside.value.overdue(at: now) == overdue.reduce(0) { $0 + $1.amount })
            #expect(aside.value.overdueCount(at: now) == overdue.count)
            let next = list.map(\.expiresAt).filter { $0 > now }.min()
            #expect(aside.value.nextDeadline(after: now) == next)
            #expect(aside.value.total == list.reduce(0) { $0 + $1.amount })
            #expect(aside.value.count == list.count)
        }
    }
}
