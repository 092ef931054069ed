import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model
@testable import Projections

/// Violations of the rules for pending transfers and reversals.
@Suite(.patient) struct WalletAuditTests {
    @Test func `reserved money can't be spent`() {
        var prepared = PendingCase()
        prepared.history.transfer(from: prepared.sender, to: .house, 700)
        #expect(violation(prepared.history) == nil)
        let position = prepared.history.next
        prepared.history.transfer(from: prepared.sender, to: .house, 1)
        #expect(
            violation(prepared.history)
                == InvariantViolation(position, .overdrawn(prepared.sender, Money(-1, .rub)))
        )
    }

    enum End: CaseIterable {
        case posted
        case voided
        case expired
    }

    @Test(arguments: End.allCases, End.allCases)
    func `a pending transfer can end only once`(first: End, second: End) throws {
        var prepared = PendingCase()
        func end(_ end: End) {
            switch end {
            case .posted: prepared.history.post(prepared.transfer, 300)
            case .voided: prepared.history.void(prepared.transfer)
            case .expired: prepared.history.void(prepared.transfer, isExpired: true)
            }
        }
        end(first)
        #expect(violation(prepared.history) == nil)
        let position = prepared.history.next
        end(second)
        let found = try #require(violation(prepared.history))
        #expect(found.position == position)
    }

    @Test(arguments: [0, 301] as [Int64])
    func `the posted amount is above zero and at most the reserved amount`(amount: Int64) throws {
        var prepared = PendingCase()
        prepared.history.post(prepared.transfer, amount)
        let rule = InvariantViolation.Rule.pendingTransfer(prepared.transfer)
        #expect(violation(prepared.history) == InvariantViolation(prepared.last, rule))
    }

    @Test func `the posted amount must equal the moved amount`() {
        var prepared = PendingCase()
        let posted = TransferPosted(parties: prepared.parties, amount: Money(200, .rub))
        prepared.history.command(
            prepared.history.movement(
                from: prepared.sender,
                to: prepared.receiver,
                Money(199, .rub),
                .transfer,
                at: LogPosition(prepared.transfer.rawValue)
            ) + [NewEvent(.transfer(prepared.transfer), .transfer(.posted(posted)))]
        )
        let rule = InvariantViolation.Rule.pendingTransfer(prepared.transfer)
        #expect(violation(prepared.history) == InvariantViolation(prepared.last, rule))
    }

    @Test func `an end without its release, or a release without an end, is found`() {
        for isRelease in [true, false] {
            var prepared = PendingCase()
            let reservation = Reservation(
                transfer: prepared.transfer,
                amount: Money(300, .rub),
                expiresAt: History.time(2 + 3_600)
            )
            prepared.history.command([
                isRelease
                    ? NewEvent(.account(prepared.sender), .account(.released(reservation)))
                    : NewEvent(
                        .transfer(prepared.transfer),
                        .transfer(.voided(prepared.parties))
                    )
            ])
            #expect(
                violation(prepared.history)
                    == InvariantViolation(prepared.last, .pendingTransfer(prepared.transfer))
            )
        }
    }

    @Test(arguments: [(299, 0), (300, 1)] as [(Int64, Int)])
    func `a release must match its reservation`(amount: Int64, later: Int) {
        var prepared = PendingCase()
        let reservation = Reservation(
            transfer: prepared.transfer,
            amount: Money(amount, .rub),
            expiresAt: History.time(2 + 3_600 + later)
        )
        prepared.history.command(.account(prepared.sender), .account(.released(reservation)))
        #expect(
            violation(prepared.history)
                == InvariantViolation(prepared.last, .pendingTransfer(prepared.transfer))
        )
    }

    @Test func `a posting of a transfer that is not pending is found`() {
        var prepared = PendingCase()
        prepared.history.command(
            prepared.history.movement(
                from: prepared.sender,
                to: prepared.receiver,
                Money(5, .rub),
                .transfer,
                at: LogPosition(2)
            )
        )
        let rule = InvariantViolation.Rule.pendingTransfer(TransferID(2))
        #expect(violation(prepared.history) == InvariantViolation(prepared.last, rule))
    }

    @Test func `a transfer, also a posted one, is reversed at most once`() {
        for isPending in [true, false] {
            var prepared = PendingCase()
            let parties = prepared.parties
            let transfer =
                isPending
                ? prepared.transfer
                : prepared.history.transfer(from: parties.sender, to: parties.receiver, 300)
            if isPending { prepared.history.post(transfer, 300) }
            prepared.history.transfer(from: .house, to: parties.receiver, 300)
            prepared.history.reverse(transfer, parties, 300)
            #expect(violation(prepared.history) == nil)
            prepared.history.reverse(transfer, parties, 300)
            #expect(
                violation(prepared.history)
                    == InvariantViolation(prepared.last, .reversal(transfer))
            )
        }
    }

    @Test(arguments: [99, 101] as [Int64])
    func `a reversal must match the moved amount`(amount: Int64) {
        var prepared = PendingCase()
        let transfer = prepared.history.transfer(
            from: prepared.sender,
            to: prepared.receiver,
            100
        )
        prepared.history.transfer(from: .house, to: prepared.receiver, 5)
        prepared.history.reverse(transfer, prepared.parties, amount)
        #expect(
            violation(prepared.history) == InvariantViolation(prepared.last, .reversal(transfer))
        )
    }

    @Test func `an opening grant can't be reversed`() {
        var prepared = PendingCase()
        let grant = TransferID(5)
        let parties = TransferParties(sender: .house, receiver: prepared.sender)
        prepared.history.void(prepared.transfer)
        prepared.history.reverse(grant, parties, 1_000)
        #expect(
            violation(prepared.history) == InvariantViolation(prepared.last, .reversal(grant))
        )
    }

    @Test func `a reversal without a transfer to reverse is found`() {
        var prepared = PendingCase()
        let reversal = TransferID(createdAt: prepared.history.next)
        prepared.history.command(
            prepared.history.movement(
                from: .house,
                to: prepared.receiver,
                Money(1, .rub),
                .reversal,
                at: prepared.history.next
            )
        )
        #expect(
            violation(prepared.history) == InvariantViolation(prepared.last, .reversal(reversal))
        )
    }
}
