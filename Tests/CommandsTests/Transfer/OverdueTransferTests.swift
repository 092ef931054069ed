import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Money of an overdue pending transfer is available to every command that needs it.
@Suite(.patient) struct OverdueTransferTests {
    private let first = TransferID(500)
    private let second = TransferID(501)
    private let third = TransferID(502)

    /// A wallet with 100, of which 30, 30 and 30 are reserved, the third part for longer.
    private var history: [NewEvent] {
        wallet(alice, rub(100)) + wallet(bob) + pending(rub(30), second, seconds: 200)
            + pending(rub(30), first, seconds: 100) + pending(rub(30), third, seconds: 900)
    }

    private func pay(_ amount: Int64) -> TransferMoney {
        TransferMoney(to: .user(bob), amount: rub(amount))
    }

    @Test func `no reservation expires while enough money is available`() {
        given(history).when(pay(10), by: alice, after: 300)
            .then(moved(.transfer, rub(10), TransferID(1_000)))
    }

    @Test func `the longest overdue reservation expires first, and no more than needed`() {
        given(history).when(pay(40), by: alice, after: 300).then(
            ended(TransferEvent.expired, rub(30), first, seconds: 100)
                + moved(.transfer, rub(40), TransferID(1_002))
        )
        given(history).when(pay(41), by: alice, after: 300).then(
            ended(TransferEvent.expired, rub(30), first, seconds: 100)
                + ended(TransferEvent.expired, rub(30), second, seconds: 200)
                + moved(.transfer, rub(41), TransferID(1_004))
        )
    }

    @Test func `a reservation that is not overdue stays`() {
        given(history).when(pay(71), by: alice, after: 300).then(.insufficientFunds)
        given(history).when(pay(41), by: alice, after: 199).then(.insufficientFunds)
    }

    @Test func `an overdue reservation of another currency stays`() {
        let dollar = pending(dollars(5), TransferID(510), seconds: 50)
        given(wallet(alice, rub(100), dollars(5)), wallet(bob), dollar, pending(rub(30), first))
            .when(pay(100), by: alice, after: 300).then(
                ended(TransferEvent.expired, rub(30), first)
                    + moved(.transfer, rub(100), TransferID(1_002))
            )
    }

    @Test func `a new reservation can replace an overdue one`() throws {
        let command = ReserveTransfer(to: .user(bob), amount: rub(40), lifetimeSeconds: 60)
        let decision = try given(history).when(command, by: alice, after: 300).result.get()
        #expect(
            decision.events.prefix(2)
                == ended(TransferEvent.expired, rub(30), first, seconds: 100)[...]
        )
        #expect(decision.location == .transfer(TransferID(1_002)))
    }

    @Test func `an order can be paid with overdue reserved money`() throws {
        let placed = OrderPlaced(
            user: alice,
            lines: [line(bread, 1, at: 40)],
            currency: .rub,
            tax: 0,
            total: 40
        )
        let order =
            product(bread, rub(40), quantity: 1) + [
                stock(bread, ProductEvent.reserved, 1),
                NewEvent(.order(purchase), .order(.placed(placed))),
            ]
        let decision = try given(history, order).when(PayOrder(purchase), by: alice, after: 300)
            .result.get()
        let paid = OrderPaid(user: alice, transfer: TransferID(1_002))
        #expect(decision.events[4] == NewEvent(.order(purchase), .order(.paid(paid))))
    }

    @Test func `a transfer can be reversed with overdue reserved money`() throws {
        let bobs = AccountID(of: bob)
        let gift = moved(.transfer, rub(30), TransferID(400), from: bobs, to: aliceToBob.sender)
        let command = ReverseTransfer(TransferID(400), isAdministrator: false)
        let decision = try given(history, gift, pending(rub(10), TransferID(503), seconds: 100))
            .when(command, by: alice, after: 300).result.get()
        let back = moved(.reversal, rub(30), TransferID(1_000), to: bobs)
        #expect(decision.events.prefix(2) == back[...])
        let short = try given(history, gift, pending(rub(40), TransferID(503), seconds: 100))
            .when(command, by: alice, after: 300).result.get()
        #expect(short.location == .transfer(TransferID(1_002)))
    }
}
