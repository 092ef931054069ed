import Model
import TestSupport
import Testing

@testable import Cache
@testable import Queries

@Suite(.patient) struct FollowingTests {
    @Test func `the cache is cold until a snapshot is stored`() {
        var following = Following()
        following.advance(to: 5)
        #expect(following.position == nil)
        following.warmed(at: 3)
        #expect(following.position == 5)
    }

    @Test func `a snapshot newer than the batches sets the position`() {
        var following = Following()
        following.advance(to: 5)
        following.warmed(at: 8)
        #expect(following.position == 8)
        following.advance(to: 6)
        #expect(following.position == 8)
        following.advance(to: 9)
        #expect(following.position == 9)
    }

    @Test func `a re-warm does not change the position`() {
        var following = Following()
        following.warmed(at: 3)
        following.warmed(at: 9)
        #expect(following.position == 3)
    }

    @Test func `after a restart it is cold until it reaches the position that was shown`() {
        var following = Following()
        following.warmed(at: 10)
        following.restart(at: 9, logEnd: 10)
        following.warmed(at: 9)
        #expect(following.position == nil)
        #expect(following.shown == 10)
        following.warmed(at: 10)
        #expect(following.position == 10)
    }

    @Test func `positions shown beyond the log's end are forgotten`() {
        var following = Following()
        following.warmed(at: 10)
        following.restart(at: 6, logEnd: 8)
        #expect(following.shown == 8)
        following.warmed(at: 7)
        #expect(following.position == nil)
        following.warmed(at: 8)
        #expect(following.position == 8)
    }

    @Test func `a snapshot from before a restart is not accepted`() {
        var following = Following()
        following.restart(at: 10, logEnd: 12)
        following.advance(to: 12)
        following.warmed(at: 9)
        #expect(following.position == nil)
        following.warmed(at: 10)
        #expect(following.position == 12)
    }
}

@Suite(.patient) struct RowComparisonTests {
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
    func `a snapshot's row is kept, stored or counted as a drift by the positions`(
        held: Int64?,
        same: Bool,
        row: Int64,
        snapshot: Int64,
        cache: Int64?,
        comparison: RowComparison
    ) {
        let found = RowComparison.of(
            BalanceRow.of(1, 7, at: LogPosition(row)),
            held: held.map { .of(1, same ? 7 : 8, at: LogPosition($0)) },
            snapshot: LogPosition(snapshot),
            cache: cache.map { LogPosition($0) }
        )
        #expect(found == comparison)
    }
}
