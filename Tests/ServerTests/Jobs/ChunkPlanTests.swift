import TestSupport
import Testing

@testable import Jobs

@Suite(.patient)
struct ChunkPlanTests {
    /// Asks about all numbers below `count`; a portion with a bad number fails.
    ///
    /// Returns the bad numbers, the others, and the number of calls.
    private func run(
        _ count: Int,
        limit: Int = 100,
        bad: Set<Int>
    ) -> (bad: [Int], good: [Int], calls: Int, isHopeless: Bool) {
        var plan = ChunkPlan(Array(0..<count), limit: limit)
        var (found, good, calls) = ([Int](), [Int](), 0)
        while !plan.isHopeless, let chunk = plan.next() {
            calls += 1
            if bad.isDisjoint(with: chunk) {
                plan.succeeded()
                good += chunk
            } else if let culprit = plan.failed(chunk) {
                found.append(culprit)
            }
        }
        return (found, good, calls, plan.isHopeless)
    }

    @Test func `questions that succeed are asked in whole portions`() {
        let run = run(250, bad: [])
        #expect(run.calls == 3)
        #expect(run.good == Array(0..<250))
    }

    @Test(arguments: 0..<100)
    func `one bad element is found at any place, and all others succeed`(place: Int) {
        let run = run(100, bad: [place])
        #expect(run.bad == [place])
        #expect(run.good.sorted() == (0..<100).filter { $0 != place })
        #expect(run.calls <= 15)
        #expect(!run.isHopeless)
    }

    @Test func `several bad elements among many are found`() {
        let bad: Set<Int> = [3, 4, 57, 199, 230]
        let run = run(250, bad: bad)
        #expect(Set(run.bad) == bad)
        #expect(run.good.count == 245)
    }

    @Test func `the questions stop early if all fail`() {
        let run = run(10_000, bad: Set(0..<10_000))
        #expect(run.isHopeless)
        #expect(run.calls == 10)
    }

    @Test func `an empty chunk makes no call`() {
        #expect(run(0, bad: []).calls == 0)
    }
}
