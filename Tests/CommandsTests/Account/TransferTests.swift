import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct TransferTests {
    private func transfer(_ amount: Int64, to receiver: UserID = bob) -> TransferMoney {
        TransferMoney(to: .user(receiver), amount: rub(amount))
    }

    @Test func `a transfer debits one wallet and credits the other`() {
        let command = TransferMoney(to: .user(bob), amount: rub(40), memo: "tea")
        given(wallet(alice, rub(100)), wallet(bob)).when(command, by: alice).then(
            on(
                AccountID(of: alice),
                .debited(posting(.transfer, AccountID(of: bob), rub(40), memo: "tea"))
            ),
            on(
                AccountID(of: bob),
                .credited(posting(.transfer, AccountID(of: alice), rub(40), memo: "tea"))
            )
        )
    }

    @Test func `the receiver can be named by user name`() throws {
        let claim = [NewEvent(.username(name(1)), .claim(.usernameClaimed(bob)))]
        let decision = try given(wallet(alice, rub(100)), wallet(bob), claim)
            .when(TransferMoney(to: .username(name(1)), amount: rub(100)), by: alice).result.get()
        #expect(
            decision.events.map(\.stream) == [
                .account(AccountID(of: alice)), .account(AccountID(of: bob)),
            ]
        )
        #expect(decision.location?.path == "/transfers/1000")
    }

    @Test(arguments: [0, -1, Int64.min])
    func `an amount must be above zero`(amount: Int64) {
        given(wallet(alice, rub(100)), wallet(bob)).when(transfer(amount), by: alice)
            .then(.invalidAmount)
    }

    @Test(arguments: [101, Int64.max])
    func `a wallet can't pay more than it holds`(amount: Int64) {
        given(wallet(alice, rub(100)), wallet(bob)).when(transfer(amount), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `money in another currency can't be used`() {
        given(wallet(alice, rub(100)), wallet(bob))
            .when(TransferMoney(to: .user(bob), amount: Money(1, usd)), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `each currency of a wallet has its own balance`() throws {
        let both = wallet(alice, rub(100), Money(7, usd))
        let decision = try given(both, wallet(bob))
            .when(TransferMoney(to: .user(bob), amount: Money(7, usd)), by: alice).result.get()
        #expect(decision.events.count == 2)
        given(both, wallet(bob))
            .when(TransferMoney(to: .user(bob), amount: Money(8, usd)), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `a transfer to the own wallet is refused`() {
        given(wallet(alice, rub(100))).when(transfer(1, to: alice), by: alice).then(.sameAccount)
    }

    @Test(arguments: [Recipient.user(UserID(77)), .user(UserID(-1)), .username(name(5))])
    func `the receiver must be a registered user`(receiver: Recipient) {
        given(wallet(alice, rub(100)), system(.house, rub(5)))
            .when(TransferMoney(to: receiver, amount: rub(1)), by: alice)
            .then(.receiverNotFound)
    }

    @Test func `an overflowing balance is refused, not wrapped`() {
        given(wallet(alice, rub(100)), wallet(bob, rub(.max))).when(transfer(1), by: alice)
            .then(.balanceLimit)
    }

    @Test func `the largest balance can be sent in one transfer`() throws {
        _ = try given(wallet(alice, rub(.max)), wallet(bob)).when(transfer(.max), by: alice)
            .result.get()
    }

    @Test(arguments: [Actor.system, .anonymous])
    func `only a user can send money`(actor: Actor) {
        given(wallet(alice, rub(100)), wallet(bob)).when(transfer(1), by: actor)
            .then(Refusal.forbidden(.user))
    }

    @Test func `a sender without a wallet is not found`() {
        given(wallet(bob)).when(transfer(1), by: alice).then(Refusal.notFound(.user))
    }
}
