import Events
import TestSupport
import Testing

@testable import EventStore
@testable import Feed
@testable import Model

@Suite(.patient)
struct FeedItemTests {
    private static let parties = TransferParties(sender: AccountID(1), receiver: AccountID(2))
    private static let time = #""timestamp":"2023-11-14T22:13:20Z""#
    private static let sides = #""type":"transfer","sender_id":1,"receiver_id":2,"#
    private static let annotation = Annotation(
        reference: "R",
        metadata: Metadata([("a", "b")])
    )
    private static let annotated = #""reference":"R","metadata":{"a":"b"}"#
    private static let nothing = #""amount":null,"currency":null,"memo":null,"#

    /// A stream, an event of it, and the data of its frame.
    private static let told: [(StreamID, Event, String)] = [
        (
            .account(AccountID(1)),
            .account(
                .debited(
                    Posting(
                        transfer: TransferID(1),
                        kind: .payment,
                        counterparty: .sales,
                        amount: Money(500, .rub),
                        order: OrderID(7)
                    )
                )
            ),
            #"{"id":1,"type":"payment","sender_id":1,"receiver_id":-2,"amount":500,"currency":"RUB","#
                + #""memo":null,"order_id":7,"status":"posted",\#(time)}"#
        ),
        (
            .transfer(TransferID(5)),
            .transfer(
                .reserved(
                    TransferReserved(
                        parties: parties,
                        amount: Money(500, .rub),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_000_000),
                        memo: "a\nb"
                    )
                )
            ),
            #"{"id":5,\#(sides)"amount":500,"currency":"RUB","memo":"a\nb","status":"pending","#
                + #""expires_at":"2023-11-14T22:13:20Z",\#(time)}"#
        ),
        (
            .account(AccountID(1)),
            .account(
                .debited(
                    Posting(
                        transfer: TransferID(1),
                        kind: .transfer,
                        counterparty: AccountID(2),
                        amount: Money(500, .rub),
                        annotation: annotation
                    )
                )
            ),
            #"{"id":1,\#(sides)"amount":500,"currency":"RUB","memo":null,\#(annotated),"#
                + #""status":"posted",\#(time)}"#
        ),
        (
            .transfer(TransferID(5)),
            .transfer(
                .reserved(
                    TransferReserved(
                        parties: parties,
                        amount: Money(500, .rub),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_000_000),
                        memo: nil,
                        annotation: annotation
                    )
                )
            ),
            #"{"id":5,\#(sides)"amount":500,"currency":"RUB","memo":null,"status":"pending","#
                + #"\#(annotated),"expires_at":"2023-11-14T22:13:20Z",\#(time)}"#
        ),
        (
            .hold(HoldID(3)),
            .hold(
                .placed(
                    HoldPlaced(
                        slot: SlotID(2),
                        user: UserID(1),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_000_000),
                        annotation: annotation
                    )
                )
            ),
            #"{"hold_id":3,"slot_id":2,"state":"held","expires_at":"2023-11-14T22:13:20Z","#
                + #"\#(annotated)}"#
        ),
        (
            .order(OrderID(4)),
            .order(
                .drafted(OrderDrafted(user: UserID(1), services: [], annotation: annotation))
            ),
            #"{"order_id":4,"status":"draft",\#(annotated)}"#
        ),
        (
            .transfer(TransferID(5)), .transfer(.voided(parties)),
            #"{"id":5,\#(sides)\#(nothing)"status":"voided",\#(time)}"#
        ),
        (
            .transfer(TransferID(5)), .transfer(.expired(parties)),
            #"{"id":5,\#(sides)\#(nothing)"status":"expired",\#(time)}"#
        ),
        (
            .transfer(TransferID(5)),
            .transfer(.reversed(TransferReversed(parties: parties, reversal: TransferID(9)))),
            #"{"id":5,\#(sides)\#(nothing)"status":"reversed","reversal_id":9,\#(time)}"#
        ),
        (
            .hold(HoldID(3)),
            .hold(
                .placed(
                    HoldPlaced(
                        slot: SlotID(2),
                        user: UserID(1),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_000_000)
                    )
                )
            ),
            #"{"hold_id":3,"slot_id":2,"state":"held","expires_at":"2023-11-14T22:13:20Z"}"#
        ),
        (
            .hold(HoldID(3)), .hold(.expired(HoldReference(slot: SlotID(2), user: UserID(1)))),
            #"{"hold_id":3,"slot_id":2,"state":"expired"}"#
        ),
        (
            .order(OrderID(4)),
            .order(.cancelled(OrderCancelled(user: UserID(1), refund: nil))),
            #"{"order_id":4,"status":"cancelled"}"#
        ),
        (
            .order(OrderID(4)),
            .order(.drafted(OrderDrafted(user: UserID(1), services: []))),
            #"{"order_id":4,"status":"draft"}"#
        ),
    ]

    @Test(arguments: told.indices)
    func `an event is one frame of one line`(_ index: Int) throws {
        let (stream, event, data) = Self.told[index]
        var history = FeedHistory()
        history.append(stream, event)
        let item = try #require(history.events.first.flatMap(FeedItem.init))
        var frame: [UInt8] = []
        item.append(in: EpochID(0x5f3a_9c1e), to: &frame)
        let text = String(decoding: frame, as: UTF8.self)
        #expect(text == "id: 1-5f3a9c1e\nevent: \(item.topic.rawValue)\ndata: \(data)\n\n")
        #expect(item.concerns(UserID(1)))
        #expect(!item.concerns(UserID(-2)))
        #expect(!item.concerns(UserID(3)))
    }

    @Test(arguments: [
        (StreamID.order(OrderID(4)), Event.order(.registered(OrderReference(user: UserID(1))))),
        (
            .transfer(TransferID(5)),
            .transfer(.posted(TransferPosted(parties: parties, amount: Money(5, .rub))))
        ),
        (.account(AccountID(1)), .account(.closed)),
    ])
    func `an event that another one announces, or that nobody may see, makes no frame`(
        _ stream: StreamID,
        _ event: Event
    ) {
        var history = FeedHistory()
        history.append(stream, event)
        #expect(history.events.compactMap(FeedItem.init).isEmpty)
    }
}
