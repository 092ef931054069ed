import HTTP
import Model
import TestSupport
import Testing

@testable import Identity

/// Issue number 1: whose password is hashed next, and who is refused at once.
@Suite(.patient)
struct PasswordQueueTests {
    typealias Queue = PasswordQueue<String>

    /// A queue that tests change within an expectation.
    final class Bed {
        private var queue: Queue

        init(_ queue: Queue) { self.queue = queue }

        var count: Int { queue.count }
        var hashMicroseconds: Int64 { queue.hashMicroseconds }
        var copy: Bed { Bed(queue) }

        func add(_ request: Queue.Request, now: Int64) -> Queue.Refusal? {
            queue.add(request, now: now)
        }
        func next(now: Int64) -> Queue.Request? { queue.next(now: now) }
        func finished(_ request: Queue.Request) { queue.finished(request) }
        func measured(microseconds: Int64) { queue.measured(microseconds: microseconds) }
        func close() { queue.close() }
        func isKnown(_ share: Queue.Share) -> Bool { queue.isKnown(share) }
        func signedIn(_ share: Queue.Share) { queue.signedIn(share) }
    }

    func queue(threads: Int = 2, waiting: Int = 500, hash: Int64 = 100_000) -> Bed {
        Bed(Queue(Queue.Limits(threads: threads, waiting: waiting), hashMicroseconds: hash))
    }

    func address(_ number: Int) throws -> Address {
        try #require(Address(text: "192.0.2.\(number)"))
    }

    func registration(_ name: String, from number: Int) throws -> Queue.Request {
        Queue.Request(.storage, from: try address(number), work: name)
    }

    func signIn(_ name: String, from number: Int) throws -> Queue.Request {
        let place = try address(number)
        return Queue.Request(
            .signIn,
            from: place,
            share: .account(place, login: name),
            work: name
        )
    }

    /// Takes everything, one request at a time.
    func drain(_ queue: Bed, now: Int64 = 0) -> [String] {
        var order: [String] = []
        while let request = queue.next(now: now) {
            order.append(request.work)
            queue.finished(request)
        }
        return order
    }

    @Test func `a sign-in comes before registrations that arrived earlier`() throws {
        let queue = queue()
        for number in 1...3 {
            #expect(queue.add(try registration("r\(number)", from: 1), now: 0) == nil)
        }
        #expect(queue.add(try signIn("s", from: 2), now: 1) == nil)
        #expect(queue.count == 4)
        #expect(drain(queue, now: 2) == ["s", "r1", "r2", "r3"])
        #expect(queue.count == 0)
    }

    @Test func `addresses take turns`() throws {
        let queue = queue()
        for number in 1...3 {
            #expect(queue.add(try registration("a\(number)", from: 1), now: 0) == nil)
        }
        #expect(queue.add(try registration("b1", from: 2), now: 0) == nil)
        #expect(queue.add(try registration("c1", from: 3), now: 0) == nil)
        #expect(queue.add(try registration("b2", from: 2), now: 0) == nil)
        #expect(drain(queue) == ["a1", "b1", "c1", "a2", "b2", "a3"])
    }

    @Test func `one of several threads is left to sign-ins`() throws {
        let queue = queue(threads: 2)
        for number in 1...2 {
            #expect(queue.add(try registration("r\(number)", from: 1), now: 0) == nil)
        }
        let first = try #require(queue.next(now: 0))
        #expect(queue.next(now: 0)?.work == nil)
        #expect(queue.add(try signIn("s", from: 2), now: 0) == nil)
        #expect(queue.next(now: 0)?.work == "s")
        queue.finished(first)
        #expect(queue.next(now: 0)?.work == "r2")
    }

    @Test func `a single thread does everything`() throws {
        let queue = queue(threads: 1)
        #expect(queue.add(try registration("r", from: 1), now: 0) == nil)
        #expect(drain(queue) == ["r"])
    }

    @Test func `a registration that has waited for two seconds comes before sign-ins`() throws {
        let queue = queue()
        #expect(queue.add(try registration("r", from: 1), now: 0) == nil)
        #expect(queue.add(try signIn("s", from: 2), now: 1_999) == nil)
        let early = queue.copy
        #expect(early.next(now: 1_999)?.work == "s")
        #expect(queue.next(now: 2_000)?.work == "r")
    }

    @Test func `an address that would wait longer than two seconds is refused, others are not`()
        throws
    {
        // One thread for registrations and a hash of 0.1 s: 20 hashes take 2 s.
        let queue = queue()
        var taken = 0
        while queue.add(try registration("r", from: 1), now: 0) == nil { taken += 1 }
        #expect(taken == 21)
        #expect(
            queue.add(try registration("r", from: 1), now: 0) == .ownShare(retryAfterSeconds: 3)
        )
        #expect(queue.add(try registration("other", from: 2), now: 0) == nil)
        #expect(queue.add(try signIn("s", from: 1), now: 0) == nil)
        #expect(drain(queue).prefix(3) == ["s", "r", "other"])
    }

    @Test func `a client learns that the service is full where others fill it`() throws {
        let queue = queue()
        for number in 1...21 {
            #expect(queue.add(try registration("r", from: number), now: 0) == nil)
        }
        #expect(queue.add(try registration("r", from: 99), now: 0) == .full(retryAfterSeconds: 3))
    }

    @Test func `what is worked on for an address counts as its own`() throws {
        let queue = queue(hash: 30_000_000)
        #expect(queue.add(try registration("r", from: 1), now: 0) == nil)
        #expect(queue.next(now: 0)?.work == "r")
        let own = Queue.Refusal.ownShare(retryAfterSeconds: 30)
        #expect(queue.add(try registration("r", from: 1), now: 0) == own)
        #expect(queue.add(try registration("r", from: 2), now: 0) == .full(retryAfterSeconds: 30))
    }

    @Test func `an idle thread takes a request however slow a hash is`() throws {
        let queue = queue(hash: 30_000_000)
        #expect(queue.add(try signIn("s", from: 1), now: 0) == nil)
        #expect(queue.next(now: 0)?.work == "s")
        #expect(queue.add(try signIn("t", from: 2), now: 0) == nil)
        #expect(queue.next(now: 0)?.work == "t")
        #expect(queue.add(try signIn("u", from: 3), now: 0) == .full(retryAfterSeconds: 30))
    }

    @Test func `four requests of an account at once are all that an address may send`() throws {
        let queue = queue(hash: 1)
        for _ in 1...4 { #expect(queue.add(try signIn("alice", from: 1), now: 0) == nil) }
        let running = try #require(queue.next(now: 0))
        #expect(queue.add(try signIn("alice", from: 1), now: 0) == .ownShare(retryAfterSeconds: 1))
        // Strangers elsewhere don't use up the account's share, nor other accounts the address's.
        #expect(queue.add(try signIn("alice", from: 2), now: 0) == nil)
        #expect(queue.add(try signIn("bob", from: 1), now: 0) == nil)
        queue.finished(running)
        #expect(queue.add(try signIn("alice", from: 1), now: 0) == nil)
    }

    @Test func `a user who changes the password has one share for all addresses`() throws {
        let queue = queue(hash: 1)
        func change(from number: Int) throws -> Queue.Request {
            Queue.Request(
                .storage,
                from: try address(number),
                share: .user(UserID(7)),
                hashes: 2,
                work: "c"
            )
        }
        for number in 1...4 { #expect(queue.add(try change(from: number), now: 0) == nil) }
        #expect(queue.add(try change(from: 5), now: 0) == .ownShare(retryAfterSeconds: 1))
        #expect(drain(queue) == ["c", "c", "c", "c"])
        #expect(queue.add(try change(from: 5), now: 0) == nil)
    }

    @Test func `a sign-in is next however many register and change a password`() throws {
        let queue = queue(threads: 1, hash: 1)
        func change() throws -> Queue.Request {
            Queue.Request(
                .storage,
                from: try address(1),
                share: .user(UserID(7)),
                hashes: 2,
                work: "c"
            )
        }
        let changes = try (1...60).map { _ in queue.add(try change(), now: 0) }
        #expect(changes.count { $0 == nil } == 4)
        for _ in 1...120 { #expect(queue.add(try registration("r", from: 1), now: 0) == nil) }
        for name in ["s", "t"] { #expect(queue.add(try signIn(name, from: 1), now: 1) == nil) }
        #expect(drain(queue, now: 2).prefix(3) == ["s", "t", "c"])
    }

    @Test func `slower hashes let fewer requests wait`() throws {
        let queue = queue()
        for _ in 1...100 { queue.measured(microseconds: 1_000_000) }
        #expect(queue.hashMicroseconds > 990_000)
        var taken = 0
        while queue.add(try registration("r", from: 1), now: 0) == nil { taken += 1 }
        #expect(taken == 3)
    }

    @Test func `the queue is bounded, and closed it takes nothing`() throws {
        let queue = queue(waiting: 2, hash: 1)
        #expect(queue.add(try registration("r1", from: 1), now: 0) == nil)
        #expect(queue.add(try registration("r2", from: 2), now: 0) == nil)
        #expect(queue.add(try registration("r3", from: 3), now: 0) != nil)
        _ = queue.next(now: 0)
        queue.close()
        #expect(queue.add(try registration("r3", from: 3), now: 0) != nil)
        #expect(queue.count == 1)
    }
}
