import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct PendingTransferTests {
    private let wallets = wallet(alice, rub(100)) + wallet(bob)

    private func reserve(
        _ amount: Money,
        to receiver: UserID = bob,
        memo: String? = nil
    ) -> ReserveTransfer {
        ReserveTransfer(to: .user(receiver), amount: amount, memo: memo, lifetimeSeconds: 300)
    }

    @Test func `reserved money stays in the wallet until the deadline`() throws {
        let verdict = given(wallets).when(reserve(rub(40), memo: "tea"), by: alice)
        verdict.then(pending(rub(40), TransferID(1_000), memo: "tea"))
        #expect(try verdict.result.get().location?.path == "/transfers/1000")
    }

    @Test func `reserved money can't be spent`() {
        let history = given(wallets, pending(rub(40)))
        history.when(TransferMoney(to: .user(bob), amount: rub(61)), by: alice)
            .then(.insufficientFunds)
        history.when(TransferMoney(to: .user(bob), amount: rub(60)), by: alice)
            .then(moved(.transfer, rub(60), TransferID(1_000)))
        history.when(reserve(rub(61)), by: alice).then(.insufficientFunds)
        history.when(reserve(rub(60)), by: alice).then(pending(rub(60), TransferID(1_000)))
    }

    @Test func `a reservation in one currency does not affect another`() {
        given(wallet(alice, rub(100), dollars(5)), wallet(bob), pending(dollars(5)))
            .when(TransferMoney(to: .user(bob), amount: rub(100)), by: alice)
            .then(moved(.transfer, rub(100), TransferID(1_000)))
    }

    @Test func `a posted transfer keeps the id of its reservation`() {
        given(wallets, pending(rub(40), memo: "tea")).when(PostTransfer(gift), by: alice)
            .then(posted(rub(40), of: rub(40), memo: "tea"))
    }

    @Test(arguments: [1, 39, 40])
    func `posting any part releases the whole reservation`(amount: Int64) {
        given(wallets, pending(rub(40))).when(PostTransfer(gift, units: amount), by: bob)
            .then(posted(rub(amount), of: rub(40)))
    }

    @Test(arguments: [41, Int64.max])
    func `an amount above the reserved one can't be posted`(amount: Int64) {
        given(wallets, pending(rub(40))).when(PostTransfer(gift, units: amount), by: bob)
            .then(.amountAbovePending, detail: "pending=40")
    }

    @Test func `22: an amount in another currency can't be posted`() {
        given(wallets, pending(rub(40)))
            .when(PostTransfer(gift, units: 1, currency: usd), by: bob)
            .then(.wrongCurrency, detail: "currency=RUB")
    }

    @Test(arguments: [0, -1, Int64.min])
    func `an amount of zero or less can't be posted`(amount: Int64) {
        let history = given(wallets, pending(rub(40)))
        history.when(PostTransfer(gift, units: amount), by: bob).then(.invalidAmount)
        history.when(reserve(rub(amount)), by: alice).then(.invalidAmount)
    }

    @Test func `an overflowing balance is refused, not wrapped`() {
        given(wallet(alice, rub(100)), wallet(bob, rub(.max)), pending(rub(40)))
            .when(PostTransfer(gift), by: alice).then(.balanceLimit)
        given(wallet(alice, rub(100)), wallet(bob, rub(.max))).when(reserve(rub(1)), by: alice)
            .then(.balanceLimit)
    }

    @Test func `reserving for oneself or an unknown user is refused`() {
        given(wallets).when(reserve(rub(1), to: alice), by: alice).then(.sameAccount)
        given(wallets).when(reserve(rub(1), to: UserID(77)), by: alice).then(.receiverNotFound)
        given(wallet(bob)).when(reserve(rub(1)), by: alice).then(Refusal.notFound(.user))
        given(wallets).when(reserve(rub(1)), by: .system).then(Refusal.forbidden(.user))
    }

    @Test func `the pending transfers of a wallet are limited, except for overdue ones`() {
        let most = Int64(Account.maximumReservations)
        let history = (0..<most).flatMap { index in
            pending(rub(1), TransferID(10_000 + index), seconds: 300 + Int(index))
        }
        let full = given(wallet(alice, rub(5_000)), wallet(bob), history)
        full.when(reserve(rub(1)), by: alice, after: 299).then(.tooManyPending)
        let expired = ended(TransferEvent.expired, rub(1), TransferID(10_000))
        let next = TransferReserved(
            parties: aliceToBob,
            amount: rub(1),
            expiresAt: Given.start.advanced(bySeconds: 601),
            memo: nil
        )
        let id = TransferID(1_002)
        full.when(reserve(rub(1)), by: alice, after: 301).then(
            expired + [
                NewEvent(.transfer(id), .transfer(.reserved(next))),
                on(AccountID(of: alice), .reserved(reservation(rub(1), id, seconds: 601))),
            ]
        )
    }
}
