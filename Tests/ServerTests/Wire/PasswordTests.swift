import Dispatch
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Crypto
@testable import EventStore
@testable import Events
@testable import HTTP
@testable import Identity
@testable import Model
@testable import Node
@testable import Settings
@testable import Text

/// Issue numbers 1, 4 and 5: registrations, rules and hashes of passwords, over TCP.
@Suite(.patient)
struct PasswordTests {
    private func register(
        _ node: RunningNode,
        _ name: String,
        password: String = "password-1",
        email: String? = nil,
        from address: String? = nil
    ) throws -> HTTPClient.Answer {
        let members = [
            ("username", name), ("email", email ?? "\(name)@example.org"), ("password", password),
        ]
        let body = members.map { "\"\($0)\":\(JSONText($1))" }.joined(separator: ",")
        return try node.client().send(
            "POST",
            "/register",
            headers: address.map { ["X-Forwarded-For": $0] } ?? [:],
            body: "{\(body)}"
        )
    }

    private func signIn(_ node: RunningNode, _ name: String, _ password: String) throws -> Int {
        let body = "{\"username\":\(JSONText(name)),\"password\":\(JSONText(password))}"
        return try node.client().send("POST", "/token", body: body).status
    }

    private func storedHash(_ node: RunningNode, _ name: String) throws -> String {
        try node.database.connect().execute(
            "SELECT password_hash FROM people.people WHERE username = $1",
            [.text(name)]
        ).only().string(0)
    }

    // MARK: 1. Admission

    @Test func `an address registers so many users a minute`() throws {
        let node = try RunningNode {
            $0.registrationsPerMinute = 3
            $0.trustProxy = 1
        }
        // What is refused for its fields is not counted.
        #expect(try register(node, "x", from: "192.0.2.1").status == 422)
        for number in 0..<3 {
            #expect(try register(node, "user-\(number)", from: "192.0.2.1").status == 200)
        }
        let refused = try register(node, "user-3", from: "192.0.2.1")
        #expect(refused.status == 429)
        #expect(refused.headers["content-type"] == "application/problem+json")
        #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(try register(node, "user-3", from: "192.0.2.2").status == 200)
    }

    @Test func `a flood of registrations is refused at once, and a sign-in beside it is let in`()
        throws
    {
        // A hash takes some tenths of a second, so that a few fill two seconds.
        let node = try RunningNode { $0.scryptLogN = 16 }
        let name = try node.user().name
        let answers = try atOnce(41) { number in
            let isFlood = number < 40
            let answer = try isFlood ? register(node, "flood-\(number)") : node.signIn(name)
            return (isFlood: isFlood, answer: answer)
        }
        #expect(answers.first { !$0.isFlood }?.answer.status == 200)
        let registrations = answers.filter(\.isFlood).map(\.answer)
        #expect(registrations.contains { $0.status == 200 })
        // Refused for its own share or, while the sign-in fills a thread, for that of all.
        let refused = registrations.filter { $0.status != 200 }
        #expect(!refused.isEmpty)
        for answer in refused {
            #expect([429, 503].contains(answer.status))
            #expect(answer.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test func `a user who floods changes of password is refused at once`() throws {
        let node = try RunningNode { $0.scryptLogN = 15 }
        let (token, other) = (try node.user().token, try node.user().name)
        let body = #"{"old_password":"password-1","new_password":"password-2"}"#
        let answers = try atOnce(21) { number in
            let isFlood = number < 20
            let answer =
                try isFlood
                ? node.client().send("POST", "/change-password", token: token, body: body)
                : node.signIn(other)
            return (isFlood: isFlood, answer: answer)
        }
        #expect(answers.first { !$0.isFlood }?.answer.status == 200)
        let changes = answers.filter(\.isFlood).map(\.answer)
        #expect(changes.count { $0.body == "true" } <= 1)
        #expect(changes.contains { $0.status == 429 })
    }

    @Test func `a sign-in is done before the registrations and changes that wait already`() throws {
        let node = try RunningNode { $0.hashThreads = 1 }
        let (token, other) = (try node.user().token, try node.user().name)
        let passwords = node.node.service.passwords
        let codec = node.node.service.issuer.codec
        let gate = DispatchSemaphore(value: 0)
        let origin = RequestOrigin(
            id: UUID128(high: 1, low: 2),
            correlation: nil,
            address: try #require(Address(text: "192.0.2.1")),
            ticket: Ticket(loop: 0, descriptor: -1, generation: 0, sequence: 0)
        )
        // The only thread is busy until everything waits.
        try passwords.enqueue(.storage, origin) { _ in
            _ = gate.wait(timeout: .now() + .seconds(60))
            return nil
        }
        try wait(until: "the thread is busy") { passwords.depth == 0 }
        let positions = try atOnce(8) { number -> (isSignIn: Bool, position: Int64)? in
            switch number {
            case 0..<5:
                let position = try register(node, "flood-\(number)").position
                return (false, position ?? 0)
            case 5:
                let body = #"{"old_password":"password-1","new_password":"password-2"}"#
                let client = try node.client()
                let answer = try client.send("POST", "/change-password", token: token, body: body)
                return (false, answer.position ?? 0)
            case 6:
                try wait(until: "the others wait") { passwords.depth == 6 }
                let tokens = try #require(try Tokens(node.signIn(other)))
                let now = node.node.service.clock.unixSeconds
                let payload = try Array(tokens.access.utf8).withUnsafeBytes {
                    try codec.verify($0, now: now)
                }
                return (true, payload.session.rawValue)
            default:
                try wait(until: "the sign-in waits") { passwords.depth == 7 }
                gate.signal()
                return nil
            }
        }.compactMap { $0 }
        let order = positions.sorted { $0.position < $1.position }
        #expect(order.count == 7)
        #expect(order.first?.isSignIn == true)
    }

    // MARK: 4. Rules

    @Test func `composed and decomposed letters are the same password`() throws {
        let node = try RunningNode.shared.get()
        let name = node.uniqueName()
        let (composed, decomposed) = ("caf\u{E9} au lait", "cafe\u{301} au lait")
        #expect(try register(node, name, password: composed).status == 200)
        #expect(try signIn(node, name, decomposed) == 200)
        #expect(try signIn(node, name, composed) == 200)
        #expect(try signIn(node, name, "cafe au lait") == 401)
    }

    @Test(arguments: ["caf\u{E9} au lait", "cafe\u{301} au lait", "cafe\u{301} \u{E9}t\u{E9} 77"])
    func `a hash that an earlier version made of any form of a password still fits`(old: String) {
        let cost = PasswordHash.Cost(logN: 4, r: 8, p: 1)
        let hash = PasswordHash(of: Array(old.utf8), cost: cost)
        let forms = [
            old.precomposedStringWithCanonicalMapping, old.decomposedStringWithCanonicalMapping,
        ]
        // What was typed in both forms at once can't be made of another text.
        let isOneForm = forms.contains { Array($0.utf8) == Array(old.utf8) }
        let typed = isOneForm ? forms : [old]
        for text in typed { #expect(hash.match(Password(text), at: cost) != .wrong) }
        #expect(hash.match(Password("cafe au lait"), at: cost) == .wrong)
    }

    @Test func `the number of hashes depends on the password alone`() {
        #expect(Password("password-1").hashes == 1)
        #expect(Password("caf\u{E9}").hashes == 2)
        #expect(Password("cafe\u{301}").hashes == 2)
        #expect(Password("cafe\u{301} \u{E9}").hashes == 3)
    }

    @Test func `a sign-in compares whatever a registration ever took`() throws {
        let node = try RunningNode.shared.get()
        let name = try node.user().name
        // Earlier versions took control characters: the answer is about the password, not its form.
        #expect(try signIn(node, name, "abc\u{1}defgh") == 401)
    }

    // MARK: 5. Hashes

    @Test func `the default costs what guesses on stolen hashes ought to cost`() {
        let standard = Configuration()
        #expect(standard.scryptLogN == 15 && standard.scryptR == 8 && standard.scryptP == 3)
    }

    @Test func `an unknown name costs what the hash of a neighbour costs`() {
        let (old, new) = (
            PasswordHash.Cost(logN: 4, r: 8, p: 1), PasswordHash.Cost(logN: 5, r: 8, p: 3)
        )
        func person(_ cost: PasswordHash.Cost) -> Person {
            Person(
                user: UserID(3),
                username: "anna",
                email: "anna@example.org",
                name: nil,
                passwordHash: PasswordHash(of: Password("password-1"), cost: cost).text
            )
        }
        let rules = PasswordWorkers.Rules(
            cost: new,
            refreshSeconds: 1,
            grant: Money(0, .rub),
            registration: .open
        )
        #expect(rules.hash(of: nil, neighbour: .sealed(person(old))).cost == old)
        #expect(rules.hash(of: nil, neighbour: .sealed(person(new))).cost == new)
        #expect(rules.hash(of: nil, neighbour: nil).cost == new)
        #expect(rules.hash(of: nil, neighbour: .distrusted(UserID(3))).cost == new)
        // The neighbour's own password opens nothing.
        let decoy = rules.hash(of: nil, neighbour: .sealed(person(old)))
        #expect(decoy.match(Password("password-1"), at: new) == .wrong)
        #expect(
            rules.hash(of: person(old), neighbour: nil).match(Password("password-1"), at: new)
                == .outdated
        )
    }

    @Test func `a good sign-in renews a hash of another cost, and ends no session`() throws {
        let database = try TestDatabase()
        let (name, refresh) = try {
            let node = try RunningNode(on: database)
            let name = try node.user().name
            let tokens = try #require(try Tokens(node.signIn(name)))
            #expect(try storedHash(node, name).hasPrefix("scrypt$4$8$3$"))
            node.node.stop()
            return (name, tokens.refresh)
        }()
        let node = try RunningNode(on: database) { $0.scryptLogN = 5 }
        #expect(try node.signIn(name, "password-2").status == 401)
        #expect(try storedHash(node, name).hasPrefix("scrypt$4$8$3$"))
        #expect(try node.signIn(name).status == 200)
        let renewed = try storedHash(node, name)
        #expect(renewed.hasPrefix("scrypt$5$8$3$"))
        #expect(try node.signIn(name).status == 200)
        #expect(try storedHash(node, name) == renewed)
        #expect(try node.refresh(refresh).status == 200)
        // A change that was checked against the password is still possible.
        let token = try #require(try Tokens(node.signIn(name))).access
        let body = #"{"old_password":"password-1","new_password":"password-2"}"#
        let client = try node.client()
        let changed = try client.send("POST", "/change-password", token: token, body: body)
        #expect(changed.body == "true")
    }
}

/// A JSON string.
struct JSONText: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let scalars = text.unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
                ? "\\u00" + String(format: "%02x", scalar.value) : String(scalar)
        }
        description = "\"\(scalars.joined())\""
    }
}
