import Model
import Postgres
import TestSupport
import Testing

@testable import Queries
@testable import Text

@Suite(.patient) struct ViewTests {
    /// 2026-01-02T03:04:05Z.
    private let time: Int64 = 1_767_323_045_000_000

    @Test(arguments: [
        (
            BalanceRow.of(1, 100_000, at: 17),
            #"{"currency":"RUB","available":100000,"pending":0,"position":17}"#
        ),
        (
            .of(1, -5, at: 1, in: .eur),
            #"{"currency":"EUR","available":-5,"pending":0,"position":1}"#
        ),
        (
            .of(1, .max, at: 1),
            #"{"currency":"RUB","available":9223372036854775807,"pending":0,"position":1}"#
        ),
        (
            BalanceRow(account: AccountID(1), currency: .rub),
            #"{"currency":"RUB","available":0,"pending":0,"position":0}"#
        ),
    ])
    func `a balance has exactly these bytes`(entry: BalanceRow, text: String) {
        #expect(BalanceView(entry).answer(at: 20).text == text)
    }

    @Test func `a balance's tag changes with each of its values and not with its owner`() {
        let tags = [
            BalanceRow.of(1, 5, at: 1), .of(1, 6, at: 1), .of(1, 5, at: 2),
            .of(1, 5, at: 1, in: .eur),
            BalanceRow(
                account: AccountID(1),
                currency: .rub,
                available: 5,
                pending: 1,
                position: 1
            ),
        ].map { BalanceView($0).answer(at: 9).etag }
        #expect(Set(tags).count == 5)
        #expect(BalanceView(.of(2, 5, at: 1)).answer(at: 10).etag == tags[0])
    }

    @Test func `balances are an array of such objects`() {
        let balances = [BalanceRow.of(1, 1, at: 1, in: .eur), .of(1, 2, at: 2)]
        #expect(
            BalanceView.answer(balances, at: 3).text
                == #"[{"currency":"EUR","available":1,"pending":0,"position":1},"#
                + #"{"currency":"RUB","available":2,"pending":0,"position":2}]"#
        )
        #expect(BalanceView.answer([], at: 3).text == "[]")
    }

    @Test func `a slot's details have exactly these bytes`() {
        let entry = SlotRow(
            slot: SlotID(4),
            title: "Boat \\ 1",
            capacity: 10,
            held: 3,
            confirmed: 1,
            startsAt: Timestamp(microseconds: time + 500_000),
            createdAt: Timestamp(microseconds: time),
            position: 9
        )
        #expect(
            SlotView(entry).answer(at: 9).text
                == #"{"slot_id":4,"title":"Boat \\ 1","capacity":10,"held":3,"confirmed":1,"#
                + #""remaining":6,"starts_at":"2026-01-02T03:04:05.500000Z","#
                + #""created_at":"2026-01-02T03:04:05Z"}"#
        )
        #expect(SlotView(.of(4)).answer(at: 9).text.contains(#""starts_at":null"#))
    }
}
