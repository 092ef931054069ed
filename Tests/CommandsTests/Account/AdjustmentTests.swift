import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct AdjustmentTests {
    private let claim = [NewEvent(.email(address(1)), .claim(.emailClaimed(bob)))]

    private func adjust(_ adjustment: Adjustment) -> AdjustBalance {
        AdjustBalance(of: .email(address(1)), adjustment)
    }

    @Test(arguments: [
        (Adjustment.Reason.stock, TransferKind.stock),
        (Adjustment.Reason.refund, TransferKind.adjustmentRefund),
    ])
    func `an adjustment moves money from or to the house`(
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

    @Test func `an adjustment can't take more than the available money`() {
        let set = [on(AccountID(of: bob), .reserved(reservation(rub(40))))]
        given(claim, wallet(bob, rub(100)), set)
            .when(adjust(Adjustment(.takes, .stock, rub(61))), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `an adjustment for an unknown address is refused`() {
        given(wallet(bob, rub(100))).when(adjust(Adjustment(.adds, .stock, rub(1))), by: alice)
            .then(.receiverNotFound)
    }

    @Test func `an amount must be above zero and fit the balance`() {
        let history = given(claim, wallet(bob, rub(.max)))
        history.when(adjust(Adjustment(.adds, .stock, rub(0))), by: alice).then(.invalidAmount)
        history.when(adjust(Adjustment(.adds, .stock, rub(1))), by: alice).then(.balanceLimit)
    }

    /// The house after adjustments have brought it to a system limit.
    private func house(_ units: Int64) -> [NewEvent] {
        let posting = posting(.stock, .sales, rub(abs(units)))
        return [on(.house, units < 0 ? .debited(posting) : .credited(posting))]
    }

    @Test(arguments: Adjustment.Reason.allCases)
    func `adjustments keep the house within the system limit`(reason: Adjustment.Reason) {
        let (limit, rich) = (Movement.systemLimit, wallet(bob, rub(.max)))
        let gives = adjust(Adjustment(.adds, reason, rub(2)))
        given(claim, wallet(bob, rub(0)), house(1 - limit)).when(gives, by: alice)
            .then(.systemAccountLimit)
        given(claim, wallet(bob, rub(0)), house(2 - limit)).when(gives, by: alice)
            .then(moved(kind(reason), rub(2), id, from: .house, to: AccountID(of: bob)))
        let takes = adjust(Adjustment(.takes, reason, rub(2)))
        given(claim, rich, house(limit - 1)).when(takes, by: alice).then(.systemAccountLimit)
        given(claim, rich, house(limit - 2)).when(takes, by: alice)
            .then(moved(kind(reason), rub(2), id, from: AccountID(of: bob), to: .house))
        // An overflow must not pass the limit.
        let most = adjust(Adjustment(.adds, reason, rub(.max)))
        given(claim, wallet(bob, rub(0)), house(-9)).when(most, by: alice)
            .then(.systemAccountLimit)
    }

    @Test func `a house beyond the limit can be brought back within it`() {
        let bobs = AccountID(of: bob)
        given(claim, wallet(bob, rub(100)), house(-.max))
            .when(adjust(Adjustment(.takes, .stock, rub(7))), by: alice)
            .then(moved(.stock, rub(7), id, from: bobs, to: .house))
        given(claim, wallet(bob, rub(100)), house(.max))
            .when(adjust(Adjustment(.adds, .stock, rub(7))), by: alice)
            .then(moved(.stock, rub(7), id, from: .house, to: bobs))
    }

    private let id = TransferID(1_000)

    private func kind(_ reason: Adjustment.Reason) -> TransferKind {
        switch reason {
        case .stock: .stock
        case .refund: .adjustmentRefund
        }
    }
}
