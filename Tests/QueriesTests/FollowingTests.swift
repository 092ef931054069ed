import Model
import Testing

@testable import Queries

@Suite struct FollowingTests {
    @Test func `it is cold until a snapshot was taken`() {
        var following = Following()
        following.advance(to: 5)
        #expect(following.position == nil)
        following.warmed(at: 3)
        #expect(following.position == 5)
    }

    @Test func `a snapshot newer than the batches counts`() {
        var following = Following()
        following.advance(to: 5)
        following.warmed(at: 8)
        #expect(following.position == 8)
        following.advance(to: 6)
        #expect(following.position == 8)
        following.advance(to: 9)
        #expect(following.position == 9)
    }

    @Test func `a re-warm does not move it`() {
        var following = Following()
        following.warmed(at: 3)
        following.warmed(at: 9)
        #expect(following.position == 3)
    }

    @Test func `after a loss it stays cold until it is as far as it was`() {
        var following = Following()
        following.warmed(at: 10)
        following.restart(at: 9, logEnd: 10)
        following.warmed(at: 9)
        #expect(following.position == nil)
        #expect(following.shown == 10)
        following.warmed(at: 10)
        #expect(following.position == 10)
    }

    @Test func `what was shown beyond the log's end counts no more`() {
        var following = Following()
        following.warmed(at: 10)
        following.restart(at: 6, logEnd: 8)
        #expect(following.shown == 8)
        following.warmed(at: 7)
        #expect(following.position == nil)
        following.warmed(at: 8)
        #expect(following.position == 8)
    }

    @Test func `a snapshot from before a restart lacks what no batch names`() {
        var following = Following()
        following.restart(at: 10, logEnd: 12)
        following.advance(to: 12)
        following.warmed(at: 9)
        #expect(following.position == nil)
        following.warmed(at: 10)
        #expect(following.position == 12)
    }
}

@Suite struct RowComparisonTests {
    @Test(
        arguments: [
            // held, same, row, snapshot, cache
            (nil, false, 5, 8, nil, RowComparison.fill),
            (4, false, 5, 8, nil, .fill),
            (9, false, 5, 8, nil, .keep),
            (5, true, 5, 8, 8, .keep),
            (nil, false, 5, 8, 8, .drifted),
            (4, false, 5, 8, 8, .drifted),
            (5, false, 5, 8, 8, .drifted),
            (6, false, 5, 8, 8, .drifted),
            (9, false, 5, 8, 9, .keep),
            (4, false, 7, 8, 6, .ahead),
            (nil, false, 7, 8, 6, .ahead),
        ] as [(Int64?, Bool, Int64, Int64, Int64?, RowComparison)]
    )
    func `what a snapshot's row means`(
        held: Int64?,
        same: Bool,
        row: Int64,
        snapshot: Int64,
        cache: Int64?,
        comparison: RowComparison
    ) {
        let found = RowComparison.of(
            held: held.map { LogPosition($0) },
            same: same,
            row: LogPosition(row),
            snapshot: LogPosition(snapshot),
            cache: cache.map { LogPosition($0) }
        )
        #expect(found == comparison)
    }
}
