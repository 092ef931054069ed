import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct WrongStreamTests {
    private static let parties = TransferParties(sender: .house, receiver: .sales)
    private static let reservation = Reservation(
        transfer: TransferID(1),
        amount: Money(5, .rub),
        expiresAt: History.time(9)
    )
    private static let posting = Posting(
        transfer: TransferID(1),
        kind: .transfer,
        counterparty: .house,
        amount: Money(5, .rub)
    )
    static let events: [Event] = [
        .account(.reserved(reservation)), .account(.released(reservation)),
        .transfer(.voided(parties)),
        .transfer(.reversed(TransferReversed(parties: parties, reversal: TransferID(2)))),
        .order(.done(OrderReference(user: UserID(4)))), .user(.erased),
        .account(.credited(posting)),
        .session(.ended(SessionEnded(user: UserID(4), reason: .signedOut))),
        .rates(.recorded(RatesRecorded(quotes: [], quotedAt: History.time(1)))),
        .basket(.ordered(OrderID(2))), .service(.delisted(ServiceID(UUID128(high: 1, low: 2)))),
        .hold(.expired(HoldReference(slot: SlotID(1), user: UserID(4)))),

    ]

    /// The end of a hold is in the list of holds and in the totals.
    private static func tables(of event: Event) -> Int {
        if case .hold = event { 2 } else { 1 }
    }

    @Test(arguments: events)
    func `an event in a stream of another kind stops exactly the tables of its type`(
        event: Event
    ) throws {
        var history = History()
        history.command(.slot(SlotID(1)), event)
        var stopped = 0
        for name in ReadModel.allCases {
            for table in ReadModels.tables(of: name, isComplete: true) {
                do throws(ProjectionFault) {
                    try table.apply(history.events[...])
                } catch {
                    #expect(error == ProjectionFault(LogPosition(1), .wrongStream))
                    stopped += 1
                }
            }
        }
        #expect(stopped == Self.tables(of: event))
    }
}
