import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Identity
@testable import Model

@Suite(.patient)
struct HistoryBoardTests {
    private static let server = ServerIdentity(system: 1, timeline: 1, database: 5)
    private static let promoted = ServerIdentity(system: 1, timeline: 2, database: 5)
    private let first = LogHistory.inMemory
    private let two = EpochID(2)
    private let three = EpochID(3)
    private let board = HistoryBoard(.inMemory, server: Self.server)

    private func followed(_ epoch: EpochID, at position: Int64) -> LogHistory {
        first.followed(
            by: epoch,
            at: LogPosition(position),
            in: LogHome(server: Self.promoted, table: 0)
        )
    }

    private func place(_ position: Int64, _ epoch: EpochID? = nil) -> LogPlace {
        LogPlace(LogPosition(position), in: epoch)
    }

    @Test func `a copy shows a change at the next call`() {
        var copy = HistoryCopy(board)
        #expect(copy.verdict(on: place(50), now: 0) == .stands)
        board.write(in: followed(two, at: 11))
        #expect(copy.verdict(on: place(50), now: 0) == .lost(through: LogPosition(10)))
        #expect(copy.verdict(on: place(10), now: 0) == .stands)
        #expect(board.written == two)
    }

    @Test func `an unknown epoch is unsettled until a later look has not found it`() {
        var copy = HistoryCopy(board)
        board.confirm(at: 99)
        #expect(copy.verdict(on: place(50, two), now: 100) == .unsettled)
        board.confirm(at: 100)
        #expect(copy.verdict(on: place(50, two), now: 150) == .unsettled)
        board.confirm(at: 101)
        #expect(copy.verdict(on: place(50, two), now: 150) == .lost(through: .start))
        #expect(copy.verdict(on: place(50, three), now: 150) == .unsettled)
        board.read(followed(two, at: 11), from: Self.promoted)
        #expect(copy.verdict(on: place(50, two), now: 150) == .stands)
    }

    @Test func `an older history from another connection changes nothing`() {
        board.write(in: followed(two, at: 11))
        let version = board.version
        board.read(first, from: Self.server)
        #expect(board.history == followed(two, at: 11))
        #expect(board.version == version)
    }

    @Test func `listeners get the last position that is still valid`() {
        let heard = Mutex<[LogPosition?]>([])
        board.whenChanged { kept in heard.withLock { $0.append(kept) } }
        board.write(in: followed(two, at: 11))
        board.read(followed(two, at: 11), from: Self.promoted)
        board.write(in: followed(three, at: 6))
        #expect(heard.withLock { $0 } == [LogPosition(10), LogPosition(5)])
    }

    @Test func `the shown epoch is that of the history that was read`() {
        board.write(in: followed(two, at: 11))
        #expect(board.shown == first.newest.id)
        board.read(followed(two, at: 11), from: Self.promoted)
        #expect(board.shown == first.newest.id)
        #expect(board.source == HistoryBoard.Source(epoch: two, server: Self.promoted))
        board.show()
        #expect(board.shown == two)
    }
}
