import Events
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Text

@Suite(.patient) struct EventCodecTests {
    @Test(arguments: EventType.allCases)
    func `a golden payload decodes to its event and encodes to itself`(type: EventType) throws {
        let payload = try GoldenFile.payload(type, schema: 1)
        let event = try decode(type.rawValue, 1, payload)
        #expect(event == (try Samples.event(type)))
        if type.schema == 1 { #expect(encode(event) == payload) }
    }

    @Test(arguments: [EventType.account(.debited), .account(.credited)])
    func `21: a posting of schema 2 names its exchange`(type: EventType) throws {
        let payload = try GoldenFile.payload(type, schema: 2)
        let event = try decode(type.rawValue, 2, payload)
        #expect(encode(event) == payload)
        guard case .account(let change) = event else { return #expect(Bool(false)) }
        switch change {
        case .debited(let posting), .credited(let posting):
            #expect(posting.exchange?.sale == TransferID(40))
            #expect(posting.exchange?.rate == ExactDecimal("0.0108108108108"))
        case .opened, .reserved, .released, .closed, .reopened: #expect(Bool(false))
        }
    }

    @Test func `9: a refresh of schema 2 has the time on its tokens`() throws {
        let type = EventType.session(.refreshed)
        let payload = try GoldenFile.payload(type, schema: 2)
        let event = try decode(type.rawValue, 2, payload)
        #expect(encode(event) == payload)
        guard case .session(.refreshed(let refreshed)) = event else { return #expect(Bool(false)) }
        #expect(refreshed.issuedAt == Timestamp(microseconds: 1_699_000_000_123_456))
    }

    @Test(
        arguments: [
            (.account(.debited), 3), (.transfer(.reserved), 2), (.hold(.placed), 2),
            (.order(.placed), 2), (.order(.drafted), 2),
        ] as [(EventType, Int16)]
    )
    func `what a client stores is in the first event, and costs no byte otherwise`(
        type: EventType,
        schema: Int16
    ) throws {
        let payload = try GoldenFile.payload(type, schema: schema)
        let event = try decode(type.rawValue, schema, payload)
        #expect(encode(event) == payload)
        let annotation = try #require(
            Annotation(
                reference: "INV-2041 ½",
                metadata: Metadata([("invoice", "2041"), ("note", "two \"lines\"\n☕️")])
            )
        )
        #expect(event.annotation == annotation)
        let old = try GoldenFile.payload(type, schema: 1)
        let without = try decode(type.rawValue, 1, old)
        #expect(without.annotation == nil)
        #expect(encode(without) == old)
    }

    @Test func `an annotation may lack either part, but none of another form`() throws {
        let start = #"{"slot":1,"user":2,"expires_at_us":3"#
        let decoded = try decode("hold.placed", 2, start + #","metadata":{"a":"","b":"ü"}}"#)
        #expect(decoded.annotation?.reference == nil)
        #expect(decoded.annotation?.metadata?.json == #"{"a":"","b":"ü"}"#)
        #expect(
            try decode("hold.placed", 2, start + #","reference":"r"}"#).annotation?.metadata == nil
        )
        for rest in [
            #","metadata":{"a":1}}"#, #","metadata":{"a":"b","a":"c"}}"#, #","metadata":["a"]}"#,
            #","metadata":null}"#, #","metadata":{},"reference":"r"}"#, #","reference":1}"#,
        ] {
            #expect(throws: EventCodecError.self) { try decode("hold.placed", 2, start + rest) }
        }
    }

    @Test func `an annotation makes an event one word larger`() {
        #expect(MemoryLayout<Annotation?>.size == MemoryLayout<Int>.size)
    }

    @Test func `the golden files are exactly those of every type and schema`() throws {
        let expected = EventType.allCases.flatMap { type in
            (1...type.schema).map { "\(type.rawValue).v\($0)" }
        }
        #expect(try GoldenFile.names() == Set(expected))
    }

    @Test(arguments: EventType.allCases)
    func `a name finds its type, and an event has the type of its sample`(type: EventType) throws {
        var name = type.rawValue
        #expect(name.withUTF8 { EventType(name: UnsafeRawBufferPointer($0)) } == type)
        #expect(try Samples.event(type).type == type)
    }

    @Test(arguments: EventType.allCases)
    func `a truncated payload is refused at every length`(type: EventType) throws {
        let payload = try GoldenFile.payload(type, schema: 1)
        for count in 0..<payload.count {
            #expect(throws: EventCodecError.self) {
                try decode(type.rawValue, 1, Array(payload[..<count]))
            }
        }
    }

    @Test func `an unknown type is refused, not skipped`() {
        for name in ["account.teleported", "", "account", "account.debitee", "x"] {
            #expect(throws: EventCodecError.unknownType(name)) { try decode(name, 1, "{}") }
        }
    }

    @Test(arguments: [Int16(0), 2, -1, .max])
    func `an unknown schema is refused`(schema: Int16) {
        #expect(throws: EventCodecError.unknownSchema(type: "hold.confirmed", schema: schema)) {
            try decode("hold.confirmed", schema, #"{"slot":1,"user":2}"#)
        }
    }

    @Test(arguments: [
        (#"{"slot":1}"#, "missing member \"user\" at byte 9"),
        (#"{"slot":1,"user":2,"user":2}"#, "unexpected member \"user\" at byte 25"),
        (#"{"slot":1,"user":2,"seat":3}"#, "unexpected member \"seat\" at byte 25"),
        (#"{"slot":1,"slot":1,"user":2}"#, "expected member \"user\", not \"slot\" at byte 16"),
        (#"{"user":2,"slot":1}"#, "expected member \"slot\", not \"user\" at byte 7"),
        (#"{"slot":1,"user":"2"}"#, "expected an integer at byte 17"),
        (#"{"slot":1,"user":null}"#, "expected an integer at byte 17"),
        (#"{"slot":1,"user":2.5}"#, "expected an integer without fraction or exponent at byte 17"),
        (#"{"slot":1,"user":9223372036854775808}"#, "an integer out of range at byte 17"),
        (#"{"slot":1,"user":2}{}"#, "expected the end of the text at byte 19"),
        (#"{"slot":1 "user":2}"#, "expected a comma or the object's end at byte 10"),
        (#"[1,2]"#, "expected an object at byte 0"),
        ("", "expected an object at byte 0"),
    ])
    func `a malformed payload is refused with the reason`(payload: String, reason: String) {
        #expect(throws: EventCodecError.malformed(type: "hold.confirmed", reason)) {
            try decode("hold.confirmed", 1, payload)
        }
    }

    @Test(arguments: [
        ("user.role_granted", #"{"role":"emperor"}"#),
        ("user.registered", #"{"username":"fedc","email":"fedc"}"#),
        ("product.changed", #"{"price":{"amount":1,"currency":"rub"},"quantity":1}"#),
        ("product.changed", #"{"price":{"amount":1},"quantity":1}"#),
        ("product.changed", #"{"price":100,"quantity":1}"#),
    ])
    func `an unknown word is refused`(type: String, payload: String) {
        #expect(throws: EventCodecError.self) { try decode(type, 1, payload) }
    }

    @Test func `white space and escapes make no difference`() throws {
        let event = try decode(
            "slot.created",
            1,
            " { \"title\" : \"\\u0041\\ud83d\\ude00\\/\\n\" ,\n\t\"capacity\":-9223372036854775808 } "
        )
        #expect(
            event == .slot(.created(SlotDetails(title: "A😀/\n", capacity: .min, startsAt: nil)))
        )
    }

    @Test(arguments: [
        (#"{"transfer":1,"kind":"refund","counterparty":2,"amount":3,"currency":"RUB"}"#, nil, nil),
        (
            #"{"transfer":1,"kind":"refund","counterparty":2,"amount":3,"currency":"RUB","order":4}"#,
            nil, 4
        ),
        (
            #"{"transfer":1,"kind":"refund","counterparty":2,"amount":3,"currency":"RUB","memo":"m"}"#,
            "m", nil
        ),
    ])
    func `any optional member may be missing`(payload: String, memo: String?, order: Int64?) throws
    {
        let posting = Posting(
            transfer: TransferID(1),
            kind: .refund,
            counterparty: AccountID(2),
            amount: Money(3, .rub),
            memo: memo,
            order: order.map { OrderID($0) }
        )
        #expect(try decode("account.debited", 1, payload) == .account(.debited(posting)))
    }

    @Test func `optional members out of order are refused`() {
        let start = #"{"transfer":1,"kind":"refund","counterparty":2,"amount":3,"currency":"RUB""#
        for rest in [#","order":4,"memo":"m"}"#, #","memo":"m","memo":"m"}"#, #","memo":null}"#] {
            #expect(throws: EventCodecError.self) { try decode("account.debited", 1, start + rest) }
        }
    }

    @Test(arguments: [
        #"{"title":"\ud83d","capacity":1}"#, #"{"title":"\ud83dx","capacity":1}"#,
        #"{"title":"\udE00","capacity":1}"#, #"{"title":"\x","capacity":1}"#,
        #"{"title":"\u00","capacity":1}"#, #"{"title":true,"capacity":1}"#,
    ])
    func `a malformed string is refused`(payload: String) {
        #expect(throws: EventCodecError.self) { try decode("slot.created", 1, payload) }
    }

    @Test func `every kind of transfer is written as its raw value`() throws {
        for kind in TransferKind.allCases {
            let event = Event.account(
                .credited(
                    Posting(
                        transfer: TransferID(1),
                        kind: kind,
                        counterparty: AccountID(2),
                        amount: Money(3, .rub)
                    )
                )
            )
            let payload = encode(event)
            #expect(String(decoding: payload, as: UTF8.self).contains("\"\(kind.rawValue)\""))
            #expect(try decode("account.credited", 1, payload) == event)
        }
    }

    private func encode(_ event: Event) -> [UInt8] {
        var writer = JSONWriter()
        EventCodec.encode(event, into: &writer)
        return writer.bytes
    }

    private func decode(_ type: String, _ schema: Int16, _ payload: String) throws -> Event {
        try decode(type, schema, Array(payload.utf8))
    }

    @discardableResult
    private func decode(_ type: String, _ schema: Int16, _ payload: [UInt8]) throws -> Event {
        try Array(type.utf8).withUnsafeBytes { name in
            try payload.withUnsafeBytes { data in
                try EventCodec.decode(type: name, schema: schema, data: data)
            }
        }
    }
}

extension Event {
    /// What the client stored with a transfer, a hold or an order, in its first event.
    fileprivate var annotation: Annotation? {
        switch self {
        case .account(.debited(let posting)): posting.annotation
        case .transfer(.reserved(let reserved)): reserved.annotation
        case .hold(.placed(let placed)): placed.annotation
        case .order(.placed(let placed)): placed.annotation
        case .order(.drafted(let drafted)): drafted.annotation
        case _: nil
        }
    }
}
