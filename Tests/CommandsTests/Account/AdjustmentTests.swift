import Events
import Testing

@testable import Commands

@Suite struct AdjustmentTests {
    private let claim = [NewEvent(.email(address(1)), .claim(.emailClaimed(bob)))]

    private func adjust(_ adjustment: Adjustment) -> AdjustBalance {
        AdjustBalance(of: .email(address(1)), adjustment)
    }

    @Test(arguments: [
        (Adjustment.Reason.stock, TransferKind.stock),
        (Adjustment.Reason.refund, TransferKind.adjustmentRefund),
    ])
    func `money comes from the house and goes to it`(
        reason: Adjustment.Reason,
        kind: TransferKind
    ) {
        let history = given(claim, wallet(bob, rub(100)))
        let (bobs, id) = (AccountID(of: bob), TransferID(1_000))
        history.when(adjust(Adjustment(.adds, reason, rub(7))), by: alice)
            .then(moved(kind, rub(7), id, from: .house, to: bobs))
        history.when(adjust(Adjustment(.takes, reason, rub(7))), by: alice)
            .then(moved(kind, rub(7), id, from: bobs, to: .house))
    }

    @Test func `no more is taken than is there and not set aside`() {
        let set = [on(AccountID(of: bob), .reserved(reservation(rub(40))))]
        given(claim, wallet(bob, rub(100)), set)
            .when(adjust(Adjustment(.takes, .stock, rub(61))), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `nobody has the address`() {
        given(wallet(bob, rub(100))).when(adjust(Adjustment(.adds, .stock, rub(1))), by: alice)
            .then(.receiverNotFound)
    }

    @Test func `an amount is above zero and fits`() {
        let history = given(claim, wallet(bob, rub(.max)))
        history.when(adjust(Adjustment(.adds, .stock, rub(0))), by: alice).then(.invalidAmount)
        history.when(adjust(Adjustment(.adds, .stock, rub(1))), by: alice).then(.balanceLimit)
    }
}
