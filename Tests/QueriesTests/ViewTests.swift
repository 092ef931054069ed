import Model
import Postgres
import Testing

@testable import Queries
@testable import Text

@Suite struct ViewTests {
    /// 2026-01-02T03:04:05Z.
    private let time: Int64 = 1_767_323_045_000_000

    private func rendered(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

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
        (.empty(AccountID(1), .rub), #"{"currency":"RUB","available":0,"pending":0,"position":0}"#),
    ])
    func `a balance`(entry: BalanceRow, text: String) {
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

    @Test func `balances`() {
        let view = BalancesView([.of(1, 1, at: 1, in: .eur), .of(1, 2, at: 2)])
        #expect(
            view.answer(at: 3).text
                == #"[{"currency":"EUR","available":1,"pending":0,"position":1},"#
                + #"{"currency":"RUB","available":2,"pending":0,"position":2}]"#
        )
        #expect(BalancesView([]).answer(at: 3).text == "[]")
    }

    @Test func `a transaction names its sides; a system account by what it is for`() {
        let view = TransactionView(
            id: 3,
            type: "opening_grant",
            sender: AccountName(account: -1, username: nil),
            receiver: AccountName(account: 1, username: "ann\"\n"),
            amount: 100_000,
            currency: "RUB",
            memo: nil,
            status: "posted",
            expiresAt: nil,
            timestamp: time
        )
        #expect(
            rendered(view.write)
                == #"{"id":3,"type":"opening_grant","sender_id":-1,"receiver_id":1,"#
                + #""sender":"house","receiver":"ann\"\n","amount":100000,"currency":"RUB","#
                + #""memo":null,"status":"posted","expires_at":null,"#
                + #""timestamp":"2026-01-02T03:04:05Z"}"#
        )
    }

    @Test(
        arguments: [
            (-1, nil, "house"), (-2, "somebody", "sales"), (-3, nil, "liquidity"),
            (7, "ann", "ann"), (7, nil, nil),
        ] as [(Int64, String?, String?)]
    )
    func `a name that is not known any more is null`(
        account: Int64,
        username: String?,
        name: String?
    ) {
        #expect(AccountName(account: account, username: username).name == name)
    }

    @Test func `a slot's details`() {
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

    @Test func `a hold`() {
        let view = HoldView(
            id: 12,
            slot: SlotID(4),
            state: "held",
            expiresAt: time + 300_000_000,
            createdAt: time,
            updatedAt: time
        )
        #expect(
            rendered(view.write)
                == #"{"id":12,"slot_id":4,"state":"held","expires_at":"2026-01-02T03:09:05Z","#
                + #""created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z"}"#
        )
    }

    @Test func `a shop and a product`() {
        let shop = ShopView(shop: ShopID(2), name: "A", description: "", site: "https://a.example")
        #expect(
            rendered(shop.write)
                == #"{"id":2,"name":"A","description":"","site":"https://a.example"}"#
        )
        let product = ProductView(
            product: 3,
            name: "Tea",
            description: "Green",
            price: 250,
            currency: "RUB",
            quantity: 4
        )
        #expect(
            rendered(product.write)
                == #"{"product_id":3,"name":"Tea","description":"Green","price":250,"#
                + #""currency":"RUB","quantity":4}"#
        )
    }

    @Test func `an order keeps its lines as they were placed`() {
        let view = OrderView(
            order: OrderID(5),
            status: "placed",
            lines: Array(#"[{"product_id":3}]"#.utf8),
            services: Array("[]".utf8),
            currency: "RUB",
            tax: 0,
            total: 500,
            transfer: nil,
            refund: nil,
            placedAt: time,
            paidAt: nil,
            startedAt: nil,
            doneAt: nil,
            cancelledAt: nil
        )
        #expect(
            rendered(view.write)
                == #"{"id":5,"status":"placed","lines":[{"product_id":3}],"services":[],"#
                + #""currency":"RUB","tax":0,"total":500,"transfer_id":null,"refund_id":null,"#
                + #""placed_at":"2026-01-02T03:04:05Z","paid_at":null,"started_at":null,"#
                + #""done_at":null,"cancelled_at":null}"#
        )
    }

    @Test func `a profile`() {
        let view = ProfileView(
            user: UserID(1),
            username: "ann",
            email: "ann@example.com",
            name: nil,
            roles: Array(#"["admin"]"#.utf8),
            createdAt: time
        )
        #expect(
            view.answer(at: 1).text
                == #"{"id":1,"username":"ann","email":"ann@example.com","name":null,"#
                + #""roles":["user","admin"],"created_at":"2026-01-02T03:04:05Z"}"#
        )
    }
}
