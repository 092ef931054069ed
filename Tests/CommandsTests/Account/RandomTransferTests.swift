import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct RandomTransferTests {
    private func autotest(_ count: Int, seed: UInt64 = 1, _ users: UserID...) -> MakeRandomTransfers
    {
        MakeRandomTransfers(
            between: users.map { .user($0) },
            count: count,
            currency: .rub,
            largest: 50,
            seed: seed
        )
    }

    @Test(arguments: [1, 10, 1_000], [1, 2, 3] as [UInt64])
    func `every transfer has two postings and moves available money`(
        count: Int,
        seed: UInt64
    ) throws {
        let carol = UserID(15)
        let decision = try given(wallet(alice, rub(60)), wallet(bob), wallet(carol, rub(3)))
            .when(autotest(count, seed: seed, alice, bob, carol), by: alice).result.get()
        #expect(decision.events.count == 2 * count)
        var balances = [AccountID(of: alice): Int64(60), AccountID(of: carol): 3]
        for (index, new) in decision.events.enumerated() {
            guard case .account(let account) = new.stream, case .account(let change) = new.event
            else { throw Refusal.forbidden(.user) }
            switch change {
            case .debited(let posting):
                #expect(posting.transfer == TransferID(1_000 + Int64(index)))
                #expect(posting.kind == .transfer)
                #expect((1...50).contains(posting.amount.minorUnits))
                #expect(posting.counterparty != account)
                balances[account, default: 0] -= posting.amount.minorUnits
                #expect(balances[account, default: 0] >= 0)
            case .credited(let posting):
                balances[account, default: 0] += posting.amount.minorUnits
            case .opened, .reserved, .released, .closed, .reopened:
                Issue.record("not a posting")
            }
        }
        #expect(balances.values.reduce(0, +) == 63)
    }

    @Test func `the same seed makes the same transfers`() throws {
        let history = given(wallet(alice, rub(60)), wallet(bob))
        let decisions = try [1, 1, 2].map { seed in
            try history.when(autotest(20, seed: seed, alice, bob), by: alice).result.get()
        }
        #expect(decisions[0] == decisions[1])
        #expect(decisions[0] != decisions[2])
    }

    @Test func `at least two users are needed, one of them with money`() {
        let history = given(wallet(alice), wallet(bob))
        history.when(autotest(1, alice, UserID(77)), by: alice).then(.noDemoUsers)
        history.when(autotest(1, alice, alice), by: alice).then(.noDemoUsers)
        history.when(autotest(1, alice, bob), by: alice).then(.insufficientFunds)
        given(wallet(alice, rub(60)), wallet(bob), closed(bob))
            .when(autotest(1, alice, bob), by: alice).then(.noDemoUsers)
    }

    @Test func `reserved money is not sent`() {
        given(wallet(alice, rub(60)), wallet(bob), pending(rub(60)))
            .when(autotest(1, alice, bob), by: alice).then(.insufficientFunds)
    }

    @Test func `an overflowing balance is refused, not wrapped`() {
        given(wallet(alice, rub(.max)), wallet(bob, rub(.max)))
            .when(autotest(1, alice, bob), by: alice).then(.balanceLimit)
    }
}
