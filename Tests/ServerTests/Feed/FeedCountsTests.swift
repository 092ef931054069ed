import Events
import TestSupport
import Testing

@testable import EventStore
@testable import Feed
@testable import Model

@Suite(.patient)
struct FeedCountsTests {
    private static let parties = TransferParties(sender: AccountID(1), receiver: AccountID(2))

    private func frame(_ history: FeedHistory) -> String {
        var counts = FeedCounts()
        for item in history.events.compactMap(FeedItem.init) { counts.add(item) }
        return String(decoding: counts.frame(at: LogPlace(history.end)), as: UTF8.self)
    }

    @Test func `the counts list money by type and currency, in that order`() {
        var history = FeedHistory()
        history.transfer(1, 2, Money(5, .usd))
        history.transfer(2, 1, Money(7, .rub))
        history.transfer(1, 3, Money(11, .rub))
        history.transfer(1, -2, Money(13, .usd), .payment)
        #expect(
            frame(history)
                == "id: 8\nevent: counts\ndata: "
                + #"{"position":8,"transactions":4,"holds":0,"orders":0,"kinds":["#
                + #"{"type":"payment","currency":"USD","count":1,"amount":13},"#
                + #"{"type":"transfer","currency":"RUB","count":2,"amount":18},"#
                + #"{"type":"transfer","currency":"USD","count":1,"amount":5}]}"# + "\n\n"
        )
    }

    @Test(arguments: [
        TransferEvent.reserved(
            TransferReserved(
                parties: parties,
                amount: Money(500, .rub),
                expiresAt: Timestamp(microseconds: 1_700_000_000_000_000),
                memo: nil
            )
        ),
        .voided(parties), .expired(parties),
        .reversed(TransferReversed(parties: parties, reversal: TransferID(9))),
    ])
    func `an event that moves no money is counted without a type`(_ event: TransferEvent) {
        var history = FeedHistory()
        history.append(.transfer(TransferID(1)), .transfer(event))
        #expect(
            frame(history).contains(#""transactions":1,"holds":0,"orders":0,"kinds":[]}"#)
        )
    }

    @Test func `a sum beyond 64 bits keeps all digits`() {
        var history = FeedHistory()
        for _ in 0..<2 { history.transfer(1, 2, Money(.max, .rub)) }
        #expect(frame(history).contains(#""count":2,"amount":18446744073709551614}"#))
    }
}
