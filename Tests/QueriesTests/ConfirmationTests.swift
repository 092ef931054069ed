import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct ConfirmationTests {
    @Test func `a read model that does not move gets older once any thread sees the log grow`() {
        var confirmation = Confirmation(now: 0)
        confirmation.confirm(ReadPositions(all: 7), logEnd: 7, at: 1_000)
        // Its own thread hangs; others look.
        confirmation.look(9, at: 2_000)
        confirmation.look(12, at: 9_000)
        #expect(confirmation.age(of: .balances, now: 9_000) == 8)
        #expect(confirmation.progress.end == 12)
        // When it reached that end, it held the whole log of the first look.
        confirmation.confirm(ReadPositions(all: 9), logEnd: 12, at: 9_500)
        #expect(confirmation.age(of: .balances, now: 9_500) == 7)
    }

    @Test func `a read model at the log's end is as young as the last look`() {
        var confirmation = Confirmation(now: 0)
        confirmation.confirm(ReadPositions(all: 7), logEnd: 7, at: 1_000)
        confirmation.look(7, at: 60_000)
        #expect(confirmation.age(of: .holds, now: 60_500) == 0)
    }

    @Test func `an end that the log has lost is not awaited`() {
        var confirmation = Confirmation(now: 0)
        confirmation.confirm(ReadPositions(all: 7), logEnd: 100, at: 1_000)
        confirmation.confirm(ReadPositions(all: 8), logEnd: 9, at: 5_000)
        confirmation.confirm(ReadPositions(all: 9), logEnd: 12, at: 6_000)
        #expect(confirmation.age(of: .users, now: 6_000) == 1)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `the age is never too low, and stays current on a busy log`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var confirmation = Confirmation(now: 0)
        // When the log got to each position, and how far the read model is.
        var grownAt: [Int64] = [0]
        var position = 0
        var tooYoung = 0
        var tooOld = 0
        for time in stride(from: Int64(10), through: 60_000, by: 10) {
            for _ in 0..<Int.random(in: 0...3, using: &random) { grownAt.append(time) }
            let end = grownAt.count - 1
            if Int.random(in: 0..<3, using: &random) == 0 {
                confirmation.look(LogPosition(Int64(end)), at: time)
            }
            // Always behind, and for a while it does not move.
            if !(20_000..<40_000).contains(time) {
                position = max(position, end - Int.random(in: 1...20, using: &random))
                let positions = ReadPositions(all: LogPosition(Int64(max(position, 0))))
                confirmation.confirm(positions, logEnd: LogPosition(Int64(end)), at: time)
            }
            let missingSince = position < end ? grownAt[max(position, 0) + 1] : time
            let age = confirmation.age(of: .balances, now: time)
            if age < Int(time - missingSince) / 1_000 { tooYoung += 1 }
            // After the pause the first look since then confirms it, and then the next.
            let isCatchingUp = (40_000..<40_500).contains(time)
            if !isCatchingUp, age > Int(time - missingSince + 1_000) / 1_000 { tooOld += 1 }
        }
        #expect(tooYoung == 0)
        #expect(tooOld == 0)
    }
}
