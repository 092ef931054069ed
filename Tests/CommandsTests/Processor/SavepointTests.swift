import Events
import TestSupport
import Testing

@testable import Entities
@testable import EventStore
@testable import Model

/// What a savepoint of the model brings back.
@Suite(.patient) struct SavepointTests {
    private let account = StreamID.account(AccountID(of: alice))

    private func model(_ events: [NewEvent]) -> WriteModel {
        var model = WriteModel()
        for event in events { _ = model.append(event) }
        return model
    }

    private func balance(_ model: borrowing WriteModel) -> Int64? {
        model.accounts[AccountID(of: alice)]?.balance(in: .rub)
    }

    private func credit(_ amount: Int64) -> NewEvent {
        on(AccountID(of: alice), .credited(posting(.openingGrant, .house, rub(amount))))
    }

    @Test func `a state that was changed several times is as it was`() {
        var model = model(wallet(alice, rub(100)))
        model.setSavepoint()
        _ = model.append(credit(1))
        _ = model.append(credit(2))
        let balance1 = balance(model)
        #expect(balance1 == 103)
        model.rollBack()
        let balance2 = balance(model)
        #expect(balance2 == 100)
        // The next event has the version that the first one had.
        let version = model.append(credit(5))
        #expect(version == StreamVersion(3))
    }

    @Test func `a state that was not loaded is forgotten`() {
        var model = WriteModel()
        model.setSavepoint()
        for event in wallet(alice, rub(100)) { _ = model.append(event) }
        model.rollBack()
        let isLoaded = model.touch(account)
        #expect(!isLoaded)
    }

    @Test func `a state of the old generation is as it was`() {
        var model = model(wallet(alice, rub(100)))
        model.evict(beyond: 1)
        model.setSavepoint()
        _ = model.append(credit(1))
        model.rollBack()
        let balance3 = balance(model)
        #expect(balance3 == 100)
    }

    @Test func `a transfer that a debit has changed in another stream is as it was`() {
        var model = model(wallet(alice, rub(100)))
        _ = model.load(.transfer(gift), StreamHistory())
        model.setSavepoint()
        for event in moved(.transfer, rub(10)) { _ = model.append(event) }
        let changed = model.transfers[gift]?.state
        #expect(changed == .direct)
        model.rollBack()
        let restored = model.transfers[gift]?.state
        #expect(restored == .missing)
    }

    @Test func `what is kept stays, and a later savepoint begins there`() {
        var model = model(wallet(alice, rub(100)))
        model.setSavepoint()
        _ = model.append(credit(1))
        model.releaseSavepoint()
        model.setSavepoint()
        _ = model.append(credit(2))
        model.rollBack()
        let balance4 = balance(model)
        #expect(balance4 == 101)
    }

    @Test func `without a savepoint nothing is undone`() {
        var model = model(wallet(alice, rub(100)))
        _ = model.append(credit(1))
        model.rollBack()
        let balance5 = balance(model)
        #expect(balance5 == 101)
    }

    @Test func `reservations come back with their account`() {
        var model = model(wallet(alice, rub(100)))
        for event in pending(rub(40)) { _ = model.append(event) }
        model.setSavepoint()
        for event in ended(TransferEvent.expired, rub(40)) { _ = model.append(event) }
        model.rollBack()
        let free = model.accounts[AccountID(of: alice)]?.unreserved(in: .rub)
        #expect(free == 60)
        let state = model.transfers[gift]?.state
        #expect(state == .pending)
    }
}
