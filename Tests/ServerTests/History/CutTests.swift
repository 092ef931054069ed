import Foundation
import Postgres
import TestSupport
import Testing

@testable import Text

/// A log that was cut back has another history, and a running node notices.
@Suite(.serialized, .patient)
struct CutTests {
    /// A client's tokens and positions from before the cut and from the lost end.
    private struct Held {
        let alice: SignedIn
        let bob: SignedIn
        let admin: SignedIn
        /// Alice's session from before the cut.
        let tokens: Tokens
        /// The history of both times.
        let epoch: String
        /// The last position that is kept.
        let saved: Int64
        /// A user who registered in the lost part.
        let carol: SignedIn
        let carolsTokens: Tokens
        /// A user who became an administrator there.
        let lostAdmin: SignedIn
        /// The tokens of a refresh of Alice's session there.
        let lostTokens: Tokens
        /// The last position of the lost part.
        let lost: Int64
        let stream: FeedStream
    }

    private func hold(_ bed: CutBed) throws -> Held {
        let node = bed.node
        let (admin, alice, bob) = (try node.administrator(), try node.user(), try node.user())
        let tokens = try #require(try Tokens(node.signIn(alice.name)))
        let last = try alice.transfer(100, to: bob)
        let saved = try #require(last.position)
        try bed.save()
        let carol = try node.user()
        let carolsTokens = try #require(try Tokens(node.signIn(carol.name)))
        let lostAdmin = try node.administrator()
        let lostTokens = try #require(try Tokens(node.refresh(tokens.refresh)))
        let lost = try alice.transfer(1_000, to: bob, key: "lost")
        #expect(lost.body == "true")
        let position = try #require(lost.position)
        let stream = try FeedStream(node, token: alice.token, after: saved).begin()
        let told = try #require(lost.createdID)
        #expect(try stream.events(through: told).compactMap(\.id).last == told)
        return Held(
            alice: alice,
            bob: bob,
            admin: admin,
            tokens: tokens,
            epoch: try #require(last.history),
            saved: saved,
            carol: carol,
            carolsTokens: carolsTokens,
            lostAdmin: lostAdmin,
            lostTokens: lostTokens,
            lost: position,
            stream: stream
        )
    }

    @Test(arguments: Loss.allCases)
    func `positions after the cut are refused, and those before it stay valid`(
        loss: Loss
    ) throws {
        let bed = try CutBed(loss)
        let held = try hold(bed)
        try bed.cut()
        let epoch = try bed.epoch
        #expect(epoch != held.epoch)
        try checkTokens(held, bed.node)
        try checkPlaces(held, epoch, bed.node)
        try checkFeed(held, epoch, bed.node)
        try checkStream(held)

        // The log uses ids again: another user has Carol's id.
        let eve = try bed.node.user()
        #expect(eve.id == held.carol.id)
        try wait(until: "the log uses the lost positions again") {
            try #require(try held.alice.transfer(1, to: eve).position) > held.lost
        }
        try checkTokens(held, bed.node)
        try checkPlaces(held, epoch, bed.node)
        try checkFeed(held, epoch, bed.node)
        let before = try eve.available(after: try held.alice.transfer(1, to: eve))
        let stolen = try bed.node.client().send(
            "POST",
            "/transfer",
            token: held.carolsTokens.access,
            body: #"{"receiver_id":\#(held.bob.id),"amount":1}"#
        )
        #expect(stolen.status == 401)
        #expect(try eve.available() == before)
        try checkSessions(held, bed.node)
        try checkOtherNode(held, epoch, bed.node)
    }

    /// No token of the lost part is accepted, whether or not its id is in use again.
    private func checkTokens(_ held: Held, _ node: RunningNode) throws {
        let client = try node.client()
        for token in [
            held.carol.token, held.carolsTokens.access, held.lostTokens.access,
            held.lostAdmin.token,
        ] {
            let answer = try client.send("GET", "/me", token: token)
            #expect(answer.status == 401)
            #expect(answer.problem == "session-lost")
            #expect(try FeedStream(node, token: token).answer.status == 401)
            #expect(try FeedStream(node, cookie: token).answer.status == 401)
        }
        #expect(try held.lostAdmin.get("/admin/users").status == 401)
        for token in [held.carolsTokens.refresh, held.lostTokens.refresh] {
            let answer = try node.refresh(token)
            #expect(answer.status == 401)
            #expect(answer.problem == "session-lost")
        }
        #expect(try held.alice.get("/me").status == 200)
        #expect(try held.admin.get("/admin/users").status == 200)
        #expect(try node.status(of: held.tokens.access) == 200)
    }

    private func checkPlaces(_ held: Held, _ epoch: String, _ node: RunningNode) throws {
        let alice = held.alice
        for query in [
            "/balance?min_position=\(held.lost)",
            "/balance?min_position=\(held.lost)&history=\(held.epoch)",
            "/balances?at=\(held.lost)",
            "/overview?min_position=\(held.lost)&history=\(held.epoch)",
        ] {
            let answer = try alice.get(query)
            #expect(answer.status == 409, "\(query)")
            #expect(answer.problem == "history-changed")
            #expect(answer.member("position") == .integer(held.saved))
            #expect(answer.member("history") == .string(epoch))
        }
        for query in [
            "/balance?min_position=\(held.saved)", "/balances?at=\(held.saved)",
            "/balance?min_position=\(held.saved)&history=\(epoch)",
        ] {
            let answer = try alice.get(query)
            #expect(answer.status == 200, "\(query)")
            #expect(answer.history == epoch)
        }
        // The history alone does not show that the position never existed.
        #expect(
            [409, 503].contains(try alice.get("/balance?min_position=1&history=deadbeef").status)
        )
    }

    private func checkFeed(_ held: Held, _ epoch: String, _ node: RunningNode) throws {
        let token = held.alice.token
        let before = try FeedStream(node, token: token, after: held.saved - 2, in: held.epoch)
        #expect(before.answer.status == 200)
        let block = try before.next()
        #expect(block.id == held.saved - 1)
        #expect(block.epoch == epoch)
        let at = try FeedStream(node, token: token, after: held.saved, in: held.epoch)
        #expect(at.answer.status == 200)
        for epoch in [held.epoch, nil] {
            let behind = try FeedStream(node, token: token, after: held.lost, in: epoch).answer
            #expect(behind.status == 409)
            #expect(behind.problem == "history-changed")
            #expect(behind.member("position") == .integer(held.saved))
        }
        let query = try FeedStream(
            node,
            token: token,
            query: "?last_event_id=\(held.lost)-\(held.epoch)"
        )
        #expect(query.answer.status == 409)
        #expect(try FeedStream(node, after: held.lost, in: held.epoch).answer.status == 409)
        #expect(try FeedStream(node, after: 1, in: "deadbeef").answer.status == 409)
    }

    /// A stream that sent lost events ends with a reason.
    private func checkStream(_ held: Held) throws {
        let end = try held.stream.next()
        #expect(end.event == "end")
        #expect(end.data == #"{"reason":"history-changed"}"#)
        #expect(held.stream.client.isEnded())
    }

    /// The session is as before: the lost generation and its use have left no trace.
    private func checkSessions(_ held: Held, _ node: RunningNode) throws {
        let again = try #require(try Tokens(node.refresh(held.tokens.refresh)))
        #expect(try node.status(of: again.access) == 200)
        let key = try held.alice.transfer(1_000, to: held.bob, key: "lost")
        #expect(key.body == "true")
        #expect(key.headers["idempotency-replayed"] == nil)
        let repeated = try held.alice.transfer(1_000, to: held.bob, key: "lost")
        #expect(repeated.headers["idempotency-replayed"] == "true")
        #expect(try held.bob.available(after: key) == 101_100)
    }

    /// A node that starts afterwards responds alike, although it has never seen the lost part.
    private func checkOtherNode(_ held: Held, _ epoch: String, _ node: RunningNode) throws {
        let other = try RunningNode(on: node.database)
        let client = try other.client()
        #expect(try client.send("GET", "/me", token: held.carol.token).problem == "session-lost")
        #expect(try other.refresh(held.lostTokens.refresh).problem == "session-lost")
        let answer = try client.send(
            "GET",
            "/balance?min_position=\(held.lost)",
            token: held.alice.token
        )
        #expect(answer.problem == "history-changed")
        let balance = try client.send("GET", "/balance", token: held.alice.token)
        #expect(balance.status == 200)
        #expect(balance.history == epoch)
    }

    @Test(arguments: Loss.allCases)
    func `a failover without a loss ends no session and no stream`(loss: Loss) throws {
        let bed = try CutBed(loss)
        let node = bed.node
        let (alice, bob) = (try node.user(), try node.user())
        let tokens = try #require(try Tokens(node.signIn(alice.name)))
        let last = try alice.transfer(100, to: bob)
        let stream = try FeedStream(node, token: bob.token, after: bob.registeredAt).begin()
        #expect(try stream.next().id == last.createdID)
        try bed.save()
        try bed.cut()
        let epoch = try bed.epoch
        #expect(epoch != last.history)
        let position = try #require(last.position)
        let seen = try bob.get("/balance?min_position=\(position)&history=\(last.history ?? "")")
        #expect(seen.status == 200)
        #expect(seen.history == epoch)
        let next = try alice.transfer(100, to: bob)
        #expect(next.body == "true")
        #expect(next.history == epoch)
        let block = try stream.next()
        #expect(block.id == next.createdID)
        #expect(block.epoch == epoch)
        #expect(try Tokens(node.refresh(tokens.refresh)) != nil)
    }
}
