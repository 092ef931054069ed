import Events
import TestSupport
import Testing

@testable import Audit
@testable import Model
@testable import Projections

/// Violations of the rules for closed accounts.
@Suite(.patient) struct ClosedAccountAuditTests {
    @Test(arguments: [true, false])
    func `a transfer that a closed account paid or received can be reversed`(isPaying: Bool) {
        var prepared = PendingCase()
        let (payer, receiver) = (prepared.sender, prepared.receiver)
        let paid = prepared.history.transfer(from: payer, to: receiver, 50)
        let closed = isPaying ? receiver : payer
        prepared.history.command(.account(closed), .account(.closed))
        prepared.history.reverse(paid, prepared.parties, 50)
        #expect(violation(prepared.history) == nil)
    }

    @Test(arguments: [TransferKind.transfer, .refund])
    func `a closed account can't pay or receive transfers, but can receive refunds`(
        kind: TransferKind
    ) throws {
        for isPaying in [true, false] {
            var prepared = PendingCase()
            let account = prepared.sender
            prepared.history.command(.account(account), .account(.closed))
            let position = prepared.history.next
            prepared.history.command(
                prepared.history.movement(
                    from: isPaying ? account : .house,
                    to: isPaying ? .house : account,
                    Money(1, .rub),
                    kind,
                    at: position
                )
            )
            let rule = InvariantViolation.Rule.closed(account)
            if isPaying {
                #expect(
                    violation(prepared.history) == InvariantViolation(position, rule)
                )
            } else {
                #expect(
                    violation(prepared.history)
                        == (kind == .transfer
                            ? InvariantViolation(position.advanced(by: 1), rule) : nil)
                )
            }
        }
    }

    @Test func `a closed account can't reserve money, but its reservations are released`() {
        var prepared = PendingCase()
        prepared.history.command(.account(prepared.sender), .account(.closed))
        prepared.history.void(prepared.transfer)
        #expect(violation(prepared.history) == nil)
        prepared.history.reserve(from: prepared.sender, to: prepared.receiver, 1)
        #expect(
            violation(prepared.history)
                == InvariantViolation(prepared.last, .closed(prepared.sender))
        )
    }

    @Test(
        arguments: [
            ([.closed, .closed], .account(.closed)), ([.reopened], .account(.reopened)),
            ([.closed, .reopened, .reopened], .account(.reopened)),
        ] as [([AccountEvent], EventType)]
    )
    func `an account is closed and reopened alternately`(
        events: [AccountEvent],
        type: EventType
    ) {
        var prepared = PendingCase()
        let stream = StreamID.account(prepared.sender)
        for event in events { prepared.history.command(stream, .account(event)) }
        #expect(
            violation(prepared.history)
                == InvariantViolation(prepared.last, .notFollowing(stream, type))
        )
    }
}
