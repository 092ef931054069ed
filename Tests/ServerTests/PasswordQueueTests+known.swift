import HTTP
import Model
import TestSupport
import Testing

@testable import Identity

/// Sign-ins by clients from which somebody has signed in before.
extension PasswordQueueTests {
    /// A sign-in with the device's cookie of a user.
    private func signIn(
        _ name: String,
        from number: Int,
        knownOf user: UserID
    ) throws -> Queue.Request {
        Queue.Request(.knownSignIn, from: try address(number), share: .client(user), work: name)
    }

    @Test func `strangers from any number of addresses delay no known client`() throws {
        // Two threads and a hash of 0.1 s: 40 hashes take 2 s.
        let queue = queue()
        var strangers = 0
        var refusal: Queue.Refusal?
        while refusal == nil {
            refusal = queue.add(try signIn("x", from: strangers + 1), now: 0)
            strangers += refusal == nil ? 1 : 0
        }
        #expect(strangers == 41)
        #expect(refusal == .full(retryAfterSeconds: 3))
        for number in 1...10 {
            let known = try signIn("k", from: 100 + number, knownOf: UserID(Int64(number)))
            #expect(queue.add(known, now: 1) == nil)
        }
        #expect(drain(queue, now: 2).prefix(20).count { $0 == "k" } == 10)
    }

    @Test func `the room of known clients is left free by strangers`() throws {
        let queue = queue(waiting: 2, hash: 1)
        for number in 1...2 { #expect(queue.add(try signIn("x", from: number), now: 0) == nil) }
        #expect(queue.add(try signIn("x", from: 3), now: 0) == .full(retryAfterSeconds: 1))
        for number in 4...5 {
            let known = try signIn("k", from: number, knownOf: UserID(Int64(number)))
            #expect(queue.add(known, now: 0) == nil)
        }
        let known = try signIn("k", from: 6, knownOf: UserID(6))
        #expect(queue.add(known, now: 0) == .full(retryAfterSeconds: 1))
        #expect(drain(queue) == ["k", "x", "k", "x"])
    }

    @Test func `known clients and strangers take turns, known clients first`() throws {
        let queue = queue()
        for number in 1...3 {
            #expect(queue.add(try signIn("x\(number)", from: number), now: 0) == nil)
        }
        for number in 1...4 {
            let known = try signIn("k\(number)", from: 9, knownOf: UserID(9))
            #expect(queue.add(known, now: 0) == nil)
        }
        #expect(queue.add(try registration("r", from: 5), now: 0) == nil)
        #expect(drain(queue) == ["k1", "x1", "k2", "x2", "k3", "x3", "k4", "r"])
    }

    @Test func `a user's clients have one share, whatever they sign in to and from where`() throws {
        let queue = queue(hash: 1)
        for number in 1...4 {
            let known = try signIn("name-\(number)", from: number, knownOf: UserID(7))
            #expect(queue.add(known, now: 0) == nil)
        }
        let fifth = try signIn("name-5", from: 5, knownOf: UserID(7))
        #expect(queue.add(fifth, now: 0) == .ownShare(retryAfterSeconds: 1))
        #expect(queue.add(try signIn("name-5", from: 5, knownOf: UserID(8)), now: 0) == nil)
    }

    @Test func `an address of an account is known from a sign-in on, and the last ones are`() throws
    {
        var limits = Queue.Limits(threads: 1, waiting: 1)
        limits.remembered = 4
        let bed = Bed(Queue(limits, hashMicroseconds: 1))
        let home = try address(1)
        #expect(!bed.isKnown(.account(home, login: "alice")))
        bed.signedIn(.account(home, login: "alice"))
        #expect(bed.isKnown(.account(home, login: "alice")))
        #expect(!bed.isKnown(.account(home, login: "bob")))
        #expect(!bed.isKnown(.account(try address(2), login: "alice")))
        for number in 2...5 { bed.signedIn(.account(try address(number), login: "alice")) }
        #expect(!bed.isKnown(.account(home, login: "alice")))
        for number in 4...5 {
            #expect(bed.isKnown(.account(try address(number), login: "alice")))
        }
    }
}
