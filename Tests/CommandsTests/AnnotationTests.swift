import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Where the commands put what a client stores with a transfer, a hold or an order.
@Suite(.patient) struct AnnotationTests {
    private static let sample: Annotation? = Annotation(
        reference: "INV-2041",
        metadata: Metadata([("invoice", "2041")])
    )

    /// The annotations of a decision's events, by the events' types.
    private func annotations(_ verdict: Verdict) throws -> [String: Annotation] {
        let events = try verdict.result.get().events.compactMap { new in
            annotation(of: new.event).map { (new.event.type.rawValue, $0) }
        }
        return Dictionary(uniqueKeysWithValues: events)
    }

    private func annotation(of event: Event) -> Annotation? {
        switch event {
        case .account(.debited(let posting)), .account(.credited(let posting)): posting.annotation
        case .transfer(.reserved(let reserved)): reserved.annotation
        case .hold(.placed(let placed)): placed.annotation
        case .order(.placed(let placed)): placed.annotation
        case .order(.drafted(let drafted)), .order(.servicesChanged(let drafted)):
            drafted.annotation
        case _: nil
        }
    }

    @Test(
        arguments: [
            (
                TransferMoney(to: .user(bob), amount: rub(1), annotation: sample),
                "account.debited"
            ),
            (
                ReserveTransfer(
                    to: .user(bob),
                    amount: rub(1),
                    annotation: sample,
                    lifetimeSeconds: 60
                ), "transfer.reserved"
            ),
            (PlaceHold(concert, lifetimeSeconds: 60, annotation: sample), "hold.placed"),
            (
                PlaceOrder(
                    .items([OrderItem(bread, quantity: 1)]),
                    taxBasisPoints: 0,
                    annotation: sample
                ), "order.placed"
            ),
            (DraftOrder([cleaning], annotation: sample), "order.drafted"),
        ] as [(any Command, String)]
    )
    func `it is in one event of the command`(command: any Command, type: String) throws {
        let history = given(
            wallet(alice, rub(100)),
            wallet(bob),
            slot(1),
            shop(),
            product(bread, rub(5), quantity: 3),
            catalogue(cleaning)
        )
        #expect(try annotations(history.when(command, by: alice)) == [type: Self.sample])
    }

    @Test func `a posted transfer has that of its reservation`() throws {
        let reserved = TransferReserved(
            parties: TransferParties(sender: AccountID(of: alice), receiver: AccountID(of: bob)),
            amount: rub(40),
            expiresAt: Given.start.advanced(bySeconds: 300),
            memo: nil,
            annotation: Self.sample
        )
        let reservation = Reservation(
            transfer: gift,
            amount: rub(40),
            expiresAt: reserved.expiresAt
        )
        let history = given(
            wallet(alice, rub(100)),
            wallet(bob),
            [
                NewEvent(.transfer(gift), .transfer(.reserved(reserved))),
                on(AccountID(of: alice), .reserved(reservation)),
            ]
        )
        let posted = history.when(PostTransfer(gift), by: alice)
        #expect(try annotations(posted) == ["account.debited": Self.sample])
    }
}
