import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

enum Receipts {
    static let key = ReceiptKey(actor: Actor(UserID(5)), key: "first")

    static var one: (key: ReceiptKey, receipt: Receipt) {
        (
            key,
            Receipt(
                fingerprint: [1, 2, 3],
                refusal: "slot-full",
                position: .start,
                location: nil,
                recordedAt: Timestamp(microseconds: 1_700_000_000_000_001)
            )
        )
    }
}

@Suite(.patient) struct ReceiptTests {
    @Test func `receipts are found by actor and key, also refusals without events`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        let done = Receipt(
            fingerprint: [9],
            refusal: nil,
            position: LogPosition(2),
            location: "/holds/1",
            recordedAt: Timestamp(microseconds: 1_700_000_000_000_001)
        )
        let other = ReceiptKey(actor: .anonymous, key: "first")
        try log.append(Batches.transfer(from: 1, to: 2), receipts: [(other, done)])
        try log.append([], receipts: [Receipts.one])
        let unknown = ReceiptKey(actor: .system, key: "first")
        #expect(
            try log.receipts(for: [other, Receipts.key, unknown])
                == [other: .sealed(done), Receipts.key: .sealed(Receipts.one.receipt)]
        )
        #expect(try log.receipts(for: []).isEmpty)
        #expect(try fixture.verify().batches == 1)
    }

    @Test func `an existing key is refused together with its events`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        try log.append([], receipts: [Receipts.one])
        #expect(throws: EventLogError.self) {
            try log.append(Batches.transfer(from: 1, to: 2), receipts: [Receipts.one])
        }
        #expect(try fixture.reader().tail().position == .start)
    }

    @Test func `old receipts are deleted in portions`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        let receipts = (0..<5).map { number in
            (
                key: ReceiptKey(actor: .system, key: "\(number)"),
                receipt: Receipt(
                    fingerprint: [],
                    refusal: nil,
                    position: .start,
                    location: nil,
                    recordedAt: Timestamp(microseconds: Int64(number))
                )
            )
        }
        try log.append([], receipts: receipts)
        let connection = try fixture.database.connect(role: LogRole.commands.rawValue)
        let time = Timestamp(microseconds: 3)
        #expect(try connection.deleteReceipts(before: time, limit: 2) == 2)
        #expect(try connection.deleteReceipts(before: time, limit: 2) == 1)
        #expect(try connection.deleteReceipts(before: time, limit: 2) == 0)
        #expect(try log.receipts(for: receipts.map(\.key)).count == 2)
    }

    @Test func `the receipts of files of transfers are never deleted, except refusals`() throws {
        let fixture = try LogFixture()
        let log = fixture.log()
        let mark = String(repeating: "0a", count: 16)
        let kept = [
            "transfers-\(mark)", "transfers-\(mark)-december", "part 2 of transfers-\(mark)",
            "part 20 of transfers-\(mark)-december", "transfers-\(mark)-1.20",
        ]
        let others = ["transfers-december", "my transfers-\(mark)", "part 2 of wages"]
        func receipt(_ key: String, _ refusal: String?) -> (key: ReceiptKey, receipt: Receipt) {
            (
                key: ReceiptKey(actor: .system, key: key),
                receipt: Receipt(
                    fingerprint: [],
                    refusal: refusal,
                    position: .start,
                    location: nil,
                    recordedAt: Timestamp(microseconds: 0)
                )
            )
        }
        let receipts =
            (kept + others).map { receipt($0, nil) }
            + [receipt("transfers-\(mark)-refused", "slot-full")]
        try log.append([], receipts: receipts)
        let connection = try fixture.database.connect(role: LogRole.commands.rawValue)
        let time = Timestamp(microseconds: 3)
        #expect(try connection.deleteReceipts(before: time, limit: 2) == 2)
        #expect(try connection.deleteReceipts(before: time, limit: 9) == 2)
        #expect(try connection.deleteReceipts(before: time, limit: 9) == 0)
        let left = try log.receipts(for: receipts.map(\.key)).keys.map(\.key)
        #expect(Set(left) == Set(kept))
    }
}
