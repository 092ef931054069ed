import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// A deleted user keeps the balance, from which only an administrator takes (M12).
@Suite(.patient) struct ClosedAccountTests {
    private let wallets = wallet(alice, rub(100)) + wallet(bob, rub(100))

    static let taking: [any Command] = [
        TransferMoney(to: .user(bob), amount: rub(1)),
        ReserveTransfer(to: .user(bob), amount: rub(1), lifetimeSeconds: 60),
        PostTransfer(gift),
        Exchange(
            from: CurrencyUnit(.rub, digits: 2),
            to: CurrencyUnit(usd, digits: 2),
            units: 50,
            ExchangeLimits(maximumAgeSeconds: 300, creditDollars: 1_000)
        ),
        PayOrder(purchase),
    ]

    @Test(arguments: taking.indices)
    func `a closed account can't pay`(index: Int) {
        let placed = OrderPlaced(
            user: alice,
            lines: [line(bread, 1, at: 1)],
            currency: .rub,
            tax: 0,
            total: 1
        )
        let order =
            product(bread, rub(1), quantity: 1) + [
                stock(bread, ProductEvent.reserved, 1),
                NewEvent(.order(purchase), .order(.placed(placed))),
            ]
        let history = wallets + pending(rub(40)) + rates(("RUB", "50")) + order
        given(history, closed(alice)).when(Self.taking[index], by: alice).then(.accountClosed)
        let reopened = closed(alice) + [on(AccountID(of: alice), .reopened)]
        let verdict = given(history, reopened).when(Self.taking[index], by: alice)
        #expect(throws: Never.self) { try verdict.result.get() }
    }

    @Test func `a closed account can't receive transfers`() {
        let history = given(wallets, pending(rub(40)), closed(bob))
        history.when(TransferMoney(to: .user(bob), amount: rub(1)), by: alice)
            .then(.receiverNotFound)
        history.when(
            ReserveTransfer(to: .user(bob), amount: rub(1), lifetimeSeconds: 60),
            by: alice
        ).then(.receiverNotFound)
        history.when(PostTransfer(gift), by: alice).then(.receiverNotFound)
    }

    @Test func `22: only an administrator takes a transfer back from a deleted user`() {
        let gifts = wallets + moved(.transfer, rub(40))
        let reverse = ReverseTransfer(gift, isAdministrator: true)
        given(gifts, closed(bob)).when(reverse, by: alice).then(reversed(rub(40)))
        given(gifts, closed(bob)).when(ReverseTransfer(gift, isAdministrator: false), by: bob)
            .then(.accountClosed)
        given(gifts, closed(alice)).when(reverse, by: bob).then(reversed(rub(40)))
    }

    @Test(arguments: Adjustment.Reason.allCases)
    func `22: an administrator takes from a deleted user, with a memo`(reason: Adjustment.Reason) {
        let adjustment = Adjustment(.takes, reason, rub(30), memo: "left over")
        given(wallets, closed(alice)).when(AdjustBalance(of: .user(alice), adjustment), by: bob)
            .then(
                moved(
                    reason == .stock ? .stock : .adjustmentRefund,
                    rub(30),
                    TransferID(1_000),
                    to: .house,
                    memo: "left over"
                )
            )
        let all = Adjustment(.takes, reason, rub(101))
        given(wallets, closed(alice)).when(AdjustBalance(of: .user(alice), all), by: bob)
            .then(.insufficientFunds)
    }

    @Test func `reserved money of a closed account can be released`() {
        given(wallets, pending(rub(40)), closed(alice)).when(VoidTransfer(gift), by: bob)
            .then(ended(TransferEvent.voided, rub(40)))
        given(wallets, pending(rub(40)), closed(alice))
            .when(ExpireTransfer(gift), by: .system, after: 300)
            .then(ended(TransferEvent.expired, rub(40)))
    }
}
