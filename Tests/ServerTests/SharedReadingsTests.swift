import Events
import Queries
import TestSupport
import Testing

@testable import Cache
@testable import EventStore
@testable import HTTP
@testable import Model
@testable import Node
@testable import Runtime

@Suite(.patient)
struct SharedReadingsTests {
    private let cache = WarmCache()
    private var shared = SharedReadings(limit: 2)
    private static let question = Question.overview(version: "1", staleAfterSeconds: 1)

    private func asked(_ number: UInt32 = 0, minimum: Int64? = nil) -> Asked {
        Asked(
            ticket: Ticket(loop: 0, descriptor: 1, generation: number, sequence: 0),
            question: Self.question,
            minimum: minimum.map { LogPlace(LogPosition($0)) },
            ifNoneMatch: nil,
            deadline: 0,
            epoch: LogHistory.inMemory.newest.id
        )
    }

    /// As of what the cache knows now.
    private func miss() throws -> CacheMiss {
        guard case .miss(let miss) = cache.lookup(Self.question, now: 0) else {
            throw Complaint("the cache answers it")
        }
        return miss
    }

    private func reading(_ position: Int64) -> QueryResult { .notFound(at: LogPosition(position)) }

    /// Reads as one worker does; answers who waited for it.
    private mutating func read(_ position: Int64, at time: Int64) throws -> [Ticket] {
        _ = shared.keep(reading(position), for: try miss(), readAt: time)
        return shared.finish(Self.question).map(\.asked.ticket)
    }

    @Test mutating func `one worker reads, and questions that come meanwhile get the same answer`()
        throws
    {
        #expect(shared.ask(asked(), try miss(), now: 0) == .first)
        #expect(shared.ask(asked(1), try miss(), now: 0) == .joined)
        #expect(shared.ask(asked(2), try miss(), now: 0) == .joined)
        #expect(shared.ask(asked(3), try miss(), now: 0) == .full)
        let followers = try read(5, at: 0)
        #expect(followers == [asked(1).ticket, asked(2).ticket])
        #expect(shared.ask(asked(), try miss(), now: 0) == .kept(reading(5)))
    }

    @Test mutating func `a reading is used again for a second`() throws {
        #expect(shared.ask(asked(), try miss(), now: 100) == .first)
        _ = try read(5, at: 100)
        #expect(shared.ask(asked(), try miss(), now: 1_099) == .kept(reading(5)))
        #expect(shared.ask(asked(), try miss(), now: 1_100) == .first)
        #expect(shared.ask(asked(1), try miss(), now: 1_100) == .joined)
    }

    @Test mutating func `a failure is not kept`() throws {
        #expect(shared.ask(asked(), try miss(), now: 0) == .first)
        #expect(shared.ask(asked(1), try miss(), now: 0) == .joined)
        #expect(shared.finish(Self.question).count == 1)
        #expect(shared.ask(asked(2), try miss(), now: 0) == .first)
    }

    @Test mutating func `a client that has seen a position gets no older reading`() throws {
        _ = try read(5, at: 0)
        #expect(shared.ask(asked(minimum: 5), try miss(), now: 0) == .kept(reading(5)))
        #expect(shared.ask(asked(minimum: 6), try miss(), now: 0) == .first)
        #expect(shared.ask(asked(1, minimum: 7), try miss(), now: 0) == .joined)
        let follower = try #require(shared.finish(Self.question).first)
        #expect(!follower.accepts(reading(6), of: try miss()))
        #expect(follower.accepts(reading(7), of: try miss()))
    }

    @Test mutating func `a late reading does not replace a newer one`() throws {
        _ = try read(7, at: 0)
        #expect(shared.keep(reading(6), for: try miss(), readAt: 1) == reading(7))
        #expect(shared.ask(asked(), try miss(), now: 1) == .kept(reading(7)))
    }

    @Test mutating func `a reading from before the log's end was lost is not used`() throws {
        let before = try miss()
        _ = try read(7, at: 0)
        #expect(shared.ask(asked(1), before, now: 1_000) == .first)
        #expect(shared.ask(asked(2), before, now: 1_000) == .joined)
        var batch = CacheBatch(positions: ReadPositions(all: LogPosition(3)))
        batch.continuity = .restarts(logEnd: LogPosition(3))
        _ = cache.apply(batch)
        let follower = try #require(shared.finish(Self.question).first)
        #expect(!follower.accepts(reading(8), of: try miss()))
        #expect(shared.ask(asked(), try miss(), now: 0) == .first)
        #expect(shared.keep(reading(3), for: try miss(), readAt: 2) == reading(3))
    }
}
