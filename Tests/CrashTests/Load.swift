import Foundation
import Synchronization
import TestSupport

/// Clients that transfer money without pause.
///
/// Each command has a key of its own and is sent until it
/// is answered, whatever dies meanwhile: so at the end it is known what every client was told.
final class Load: Sendable {
    /// What a client was told of the command whose memo this is.
    struct Told: Sendable {
        let memo: String
        let body: String
        let reason: String?
    }

    struct User: Sendable {
        let id: Int
        let token: String
    }

    private let port: UInt16
    private let users: [User]
    private let isStopping = Atomic(false)
    private let told = Mutex<[Told]>([])
    private let problems = Mutex<[String]>([])
    private let group = DispatchGroup()

    init(port: UInt16, users: [User], clients: Int, run: Int) {
        self.port = port
        self.users = users
        for client in 0..<clients {
            group.enter()
            let thread = Thread { [self] in
                work("\(run)-\(client)", seed: UInt64(run * 1_000 + client))
                group.leave()
            }
            thread.start()
        }
    }

    /// How many commands have been answered so far.
    var answered: Int { told.withLock { $0.count } }

    /// Lets every client finish its command, and answers what all of them were told and what they were
    /// told wrongly.
    func stop() -> (told: [Told], problems: [String]) {
        isStopping.store(true, ordering: .relaxed)
        group.wait()
        return (told.withLock { $0 }, problems.withLock { $0 })
    }

    private func work(_ name: String, seed: UInt64) {
        var state = seed
        var client: HTTPClient?
        var count = 0
        while !isStopping.load(ordering: .relaxed) {
            count += 1
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let from = users[Int(state >> 33) % users.count]
            let to = users[(Int(state >> 40) + 1) % users.count]
            let memo = "\(name)-\(count)"
            // Some are refused for want of funds, and a refusal must hold as well.
            let amount = (state >> 50) % 5 == 0 ? 90_000 : 10
            let body = #"{"receiver_id":\#(to.id),"amount":\#(amount),"memo":"\#(memo)"}"#
            settle(&client, from, memo, body)
        }
    }

    private func settle(_ client: inout HTTPClient?, _ user: User, _ memo: String, _ body: String) {
        while true {
            do {
                let current = try client ?? HTTPClient(port: port)
                client = current
                let answer = try current.send(
                    "POST",
                    "/transfer",
                    token: user.token,
                    headers: ["Idempotency-Key": memo],
                    body: body
                )
                switch answer.status {
                case 200, 409:
                    let reason = answer.headers["tally-reason"]
                    told.withLock { $0.append(Told(memo: memo, body: answer.body, reason: reason)) }
                    return
                case 503:
                    continue
                default:
                    problems.withLock { $0.append("\(memo): \(answer.status) \(answer.body)") }
                    return
                }
            } catch {
                // Killed: the next connection, or one after it, finds the service again.
                client = nil
                usleep(2_000)
            }
        }
    }
}
