import Foundation
import Synchronization
import TestSupport

/// Clients that transfer money without pause.
///
/// Each command has a key of its own and is sent until it gets an answer, even if processes die:
/// the outcome of every command is known at the end.
final class Load: Sendable {
    /// A client's answer about the command with this memo.
    struct Told: Sendable {
        let memo: String
        let body: String
        let reason: String?
    }

    struct User: Sendable {
        let id: Int
        let token: String
    }

    /// Measurements of the clients.
    struct Figures: Sendable {
        /// The longest time between two answered commands of any clients.
        var longestSilence = Duration.zero
        /// The longest time from a request to its answer.
        var slowestAnswer = Duration.zero
        /// Requests answered with 503, by the type of the problem.
        var refusals: [String: Int] = [:]
    }

    private struct State {
        var told: [Told] = []
        var problems: [String] = []
        var figures = Figures()
        var lastAnswer = ContinuousClock.now

        mutating func breakSilence(at now: ContinuousClock.Instant) {
            figures.longestSilence = max(figures.longestSilence, now - lastAnswer)
            lastAnswer = now
        }
    }

    private let place: HTTPClient.Place
    private let users: [User]
    private let isStopping = Atomic(false)
    private let state = Mutex(State())
    private let group = DispatchGroup()

    /// `run` begins the memos; each load on one database needs another one.
    convenience init(port: UInt16, users: [User], clients: Int, run: String) {
        self.init(HTTPClient.Place(port: port), users: users, clients: clients, run: run)
    }

    init(_ place: HTTPClient.Place, users: [User], clients: Int, run: String) {
        self.place = place
        self.users = users
        for client in 0..<clients {
            group.enter()
            let thread = Thread { [self] in
                work("\(run)-\(client)", seed: UInt64.random(in: .min ... .max))
                group.leave()
            }
            thread.start()
        }
    }

    /// How many commands have been answered so far.
    var answered: Int { state.withLock { $0.told.count } }

    /// The answers of all clients so far.
    var told: [Told] { state.withLock { $0.told } }

    /// Figures since the last `restartFigures`, with the present silence.
    var figures: Figures {
        state.withLock { state in
            var figures = state.figures
            let silence = ContinuousClock.now - state.lastAnswer
            figures.longestSilence = max(figures.longestSilence, silence)
            return figures
        }
    }

    /// How many requests were answered with 503 since the last `restartFigures`.
    var refused: Int { state.withLock { $0.figures.refusals.values.reduce(0, +) } }

    func restartFigures() {
        state.withLock { state in
            state.figures = Figures()
            state.lastAnswer = .now
        }
    }

    /// Lets every client finish its command; returns all answers, and the wrong ones as problems.
    func stop() -> (told: [Told], problems: [String]) {
        isStopping.store(true, ordering: .relaxed)
        let haveEnded = group.wait(timeout: .now() + .seconds(120)) == .success
        let waiting = haveEnded ? [] : ["a client has waited for its answer for two minutes"]
        return state.withLock { ($0.told, $0.problems + waiting) }
    }

    private func work(_ name: String, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var client: HTTPClient?
        var count = 0
        while !isStopping.load(ordering: .relaxed) {
            count += 1
            let sender = random.next(users.count)
            let receiver = (sender + 1 + random.next(users.count - 1)) % users.count
            let memo = "\(name)-\(count)"
            // Some are refused for lack of funds, and a refusal must last as well.
            let amount = random.next(5) == 0 ? 90_000 : 10
            let body =
                #"{"receiver_id":\#(users[receiver].id),"amount":\#(amount),"memo":"\#(memo)"}"#
            settle(&client, users[sender], memo, body)
        }
    }

    private func settle(_ client: inout HTTPClient?, _ user: User, _ memo: String, _ body: String) {
        while true {
            do {
                let current = try client ?? HTTPClient(place)
                client = current
                let sent = ContinuousClock.now
                let answer = try current.send(
                    "POST",
                    "/transfer",
                    token: user.token,
                    headers: ["Idempotency-Key": memo],
                    body: body
                )
                if note(answer, memo, sent: sent) { return }
            } catch {
                // The service was killed: a later connection finds it again.
                client = nil
            }
            usleep(2_000)
        }
    }

    /// Returns whether the command is settled.
    private func note(
        _ answer: HTTPClient.Answer,
        _ memo: String,
        sent: ContinuousClock.Instant
    ) -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.figures.slowestAnswer = max(state.figures.slowestAnswer, now - sent)
            switch answer.status {
            case 200, 409:
                let reason = answer.headers["tally-reason"]
                state.told.append(Told(memo: memo, body: answer.body, reason: reason))
                state.breakSilence(at: now)
                return true
            case 503:
                let type = (try? People.field("type", in: answer) as? String) ?? answer.body
                let word = type.split(separator: "/").last.map(String.init) ?? type
                state.figures.refusals[word, default: 0] += 1
                return false
            default:
                // A few problems are enough for a message.
                if state.problems.count < 10 {
                    state.problems.append("\(memo): \(answer.status) \(answer.body)")
                }
                return true
            }
        }
    }
}
