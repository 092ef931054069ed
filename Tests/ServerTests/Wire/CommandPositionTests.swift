import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Runtime
@testable import Settings

/// Balances as of every position, those inside commands of every kind included.
@Suite(.patient)
struct CommandPositionTests {
    private let node: RunningNode
    private let administrator: SignedIn

    init() throws {
        // Pending transfers end by the commands that need their money.
        node = try RunningNode { $0.transferExpirySeconds = 3_600 }
        administrator = try node.administrator()
        try node.record([("RUB", "92.5"), ("EUR", "0.9")])
    }

    private func done(_ answer: HTTPClient.Answer) throws -> Int64 {
        guard answer.body == "true" else { throw Complaint("\(answer.headers): \(answer.body)") }
        return answer.createdID ?? 0
    }

    /// One command of each kind that moves or reserves money.
    private func move(_ alice: SignedIn, _ bob: SignedIn) throws {
        let transfer = try done(try alice.transfer(1_000, to: bob))
        _ = try done(try bob.send("POST", "/transfers/\(transfer)/reverse"))
        _ = try done(try alice.exchange("5000", "RUB", "EUR"))
        let posted = try done(try alice.reserve(700, to: bob))
        _ = try done(try bob.send("POST", "/transfers/\(posted)/post", #"{"amount":600}"#))
        let voided = try done(try alice.reserve(800, to: bob))
        _ = try done(try bob.send("POST", "/transfers/\(voided)/void"))
        for type in ["debit", "credit"] {
            let body =
                "{\"type\":\"\(type)\",\"reason\":\"stock\",\"value\":50,"
                + "\"email\":\"\(alice.name)@example.org\"}"
            _ = try done(try administrator.send("POST", "/transactions", body))
        }
        _ = try done(try administrator.send("POST", "/transactions/autotest", #"{"count":25}"#))
        try buy(alice)
        try expire(alice, bob)
    }

    private func buy(_ user: SignedIn) throws {
        let shop = try done(
            try administrator.send(
                "POST",
                "/shops",
                #"{"name":"Bakery","description":"Bread","site":"https://x.example"}"#
            )
        )
        let product = try done(
            try administrator.send(
                "POST",
                "/shops/\(shop)/products",
                #"{"name":"Rye","price":"4.50","quantity":10}"#
            )
        )
        let body = "{\"items\":[{\"product_id\":\(product),\"quantity\":2}]}"
        let order = try done(try user.send("POST", "/orders", body))
        _ = try done(try user.send("POST", "/orders/\(order)/pay"))
        _ = try done(try user.send("PATCH", "/orders/\(order)/cancel"))
    }

    /// Reserves all money and needs it after the deadline: the command ends both transfers first.
    private func expire(_ alice: SignedIn, _ bob: SignedIn) throws {
        let all = try #require(try alice.available())
        _ = try done(try alice.reserve(all / 2, to: bob, seconds: 1))
        _ = try done(try alice.reserve(all - all / 2, to: bob, seconds: 1))
        try wait(until: "the money is free again") {
            try alice.transfer(all, to: bob).body == "true"
        }
    }

    @Test func `no position shows half a command`() throws {
        let (alice, bob) = (try node.user("alice"), try node.user("bob"))
        try move(alice, bob)
        let carol = try node.user("carol")
        let events = try LogReader(node.database.connect()).read(after: .start, limit: 10_000)
        let last = try #require(events.last).position.rawValue
        var whole: Int64 = 0
        var inside = 0
        for (index, event) in events.enumerated() {
            let next = index + 1 < events.count ? events[index + 1] : nil
            if next?.origin.command != event.origin.command {
                whole = event.position.rawValue
            } else {
                inside += 1
            }
            for user in [alice, bob, carol] {
                let answer = try user.get("/balances?at=\(event.position.rawValue)")
                #expect(answer.status == 200)
                #expect(answer.position == whole, "at \(event.position.rawValue) of \(last)")
                #expect(answer.body == Self.balances(of: user, events, at: whole))
            }
        }
        #expect(inside > 80)
    }

    /// The sums of the events up to a position.
    private static func balances(
        of user: SignedIn,
        _ events: [RecordedEvent],
        at position: Int64
    ) -> String {
        var sums: [String: (booked: Int64, reserved: Int64)] = [:]
        let stream = StreamID.account(AccountID(of: UserID(user.id)))
        for event in events where event.stream == stream && event.position.rawValue <= position {
            guard case .account(let change) = event.event else { continue }
            switch change {
            case .opened(let opened):
                sums[opened.currency.code, default: (0, 0)].booked += 0
            case .debited(let posting):
                sums[posting.amount.currency.code, default: (0, 0)].booked -=
                    posting.amount.minorUnits
            case .credited(let posting):
                sums[posting.amount.currency.code, default: (0, 0)].booked +=
                    posting.amount.minorUnits
            case .reserved(let part):
                sums[part.amount.currency.code, default: (0, 0)].reserved += part.amount.minorUnits
            case .released(let part):
                sums[part.amount.currency.code, default: (0, 0)].reserved -= part.amount.minorUnits
            case .closed, .reopened: break
            }
        }
        let entries = sums.sorted { $0.key < $1.key }.map { code, sum in
            "{\"currency\":\"\(code)\",\"available\":\(sum.booked - sum.reserved),"
                + "\"pending\":\(sum.reserved),\"position\":\(position)}"
        }
        return "[" + entries.joined(separator: ",") + "]"
    }
}
