import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model

@Suite(.patient) struct LogHistoryTests {
    private let home = LogHome(
        server: ServerIdentity(system: 1, timeline: 1, database: 5),
        table: 16_384
    )
    private let one = EpochID(0x11)
    private let two = EpochID(0x22)
    private let three = EpochID(0x33)

    private func history(_ begins: (EpochID, Int64)...) throws -> LogHistory {
        try #require(
            LogHistory(
                begins.enumerated().map { index, epoch in
                    Epoch(
                        number: Int32(index + 1),
                        id: epoch.0,
                        beginsAt: LogPosition(epoch.1),
                        home: home
                    )
                }
            )
        )
    }

    private func place(_ position: Int64, _ epoch: EpochID? = nil) -> LogPlace {
        LogPlace(LogPosition(position), in: epoch)
    }

    @Test func `a position is valid until an epoch begins before it`() throws {
        let history = try history((one, 1), (two, 101), (three, 201))
        #expect(history.standing(of: place(100, one)) == .stands)
        #expect(history.standing(of: place(101, one)) == .lost(through: LogPosition(100)))
        #expect(history.standing(of: place(101, two)) == .stands)
        #expect(history.standing(of: place(50, two)) == .stands)
        #expect(history.standing(of: place(201, two)) == .lost(through: LogPosition(200)))
        #expect(history.standing(of: place(9_999, three)) == .stands)
    }

    @Test func `a position without an epoch belongs to the first epoch`() throws {
        let history = try history((one, 1), (two, 101))
        #expect(history.contains(place(100)))
        #expect(!history.contains(place(101)))
    }

    @Test func `an unknown epoch is reported as unknown, except at the start of the log`() throws {
        let history = try history((one, 1), (two, 101))
        #expect(history.standing(of: place(5, three)) == .unknown)
        #expect(history.contains(place(0, three)))
    }

    @Test func `a later, deeper cut cuts every earlier epoch`() throws {
        let history = try history((one, 1), (two, 101), (three, 51))
        #expect(history.standing(of: place(50, one)) == .stands)
        #expect(history.standing(of: place(51, one)) == .lost(through: LogPosition(50)))
        #expect(history.standing(of: place(60, two)) == .lost(through: LogPosition(50)))
        #expect(history.epoch(at: LogPosition(60)).id == three)
    }

    @Test func `an epoch without a loss keeps all earlier positions valid`() throws {
        let before = try history((one, 1))
        let after = try history((one, 1), (two, 43))
        #expect(after.contains(place(42, one)))
        #expect(after.extends(before) && !before.extends(after))
        #expect(after.lastInCommon(with: before) == LogPosition(42))
        #expect(after.lastInCommon(with: after) == nil)
    }

    @Test func `two histories have the positions in common that are valid in both`() throws {
        let (left, right) = (
            try history((one, 1), (two, 101)), try history((one, 1), (three, 61))
        )
        #expect(left.lastInCommon(with: right) == LogPosition(60))
        #expect(right.lastInCommon(with: left) == LogPosition(60))
        #expect(!left.extends(right) && !right.extends(left))
        let foreign = try history((three, 1))
        #expect(left.lastInCommon(with: foreign) == .start)
    }

    @Test func `epochs with a gap in their numbers are refused`() {
        let second = Epoch(number: 2, id: two, beginsAt: LogPosition(1), home: home)
        #expect(LogHistory([]) == nil)
        #expect(LogHistory([second]) == nil)
    }

    @Test func `an epoch's id has exactly one text`() {
        let id = EpochID(0x5f3a_9c1e)
        #expect(id.text == "5f3a9c1e")
        #expect(EpochID(0x0000_000a).text == "0000000a")
        #expect(EpochID(text: "5f3a9c1e".utf8) == id)
        for text in ["", "5f3a9c1", "5f3a9c1e0", "5F3A9C1E", "5f3a9c1g", "-5f3a9c1"] {
            #expect(EpochID(text: text.utf8) == nil, "\(text)")
        }
    }

    @Test func `a place is written as digits, alone or with an epoch`() {
        let epoch = EpochID(0x5f3a_9c1e)
        let read = { (text: String) in LogPlace(text: text.utf8) }
        #expect(read("1234") == place(1_234))
        #expect(read("1234-5f3a9c1e") == place(1_234, epoch))
        #expect(LogPlace(text: "7@5f3a9c1e".utf8, separator: "@") == place(7, epoch))
        for text in [
            "", "-5f3a9c1e", "x", "1 ", "1-", "1-5f3a9c1", "1@5f3a9c1e", "+1",
            "99999999999999999999", "1-5f3a9c1e-",
        ] {
            #expect(read(text) == nil, "\(text)")
        }
        var bytes: [UInt8] = []
        place(1_234, epoch).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "1234-5f3a9c1e")
    }
}
