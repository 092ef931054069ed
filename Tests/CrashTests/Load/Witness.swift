import Foundation
import Synchronization
import TestSupport

/// Readers that query balances and transactions without pause and follow the feed, and record all
/// answers.
final class Witness: Sendable {
    struct Balance: Hashable, Sendable {
        let user: Int
        let available: Int64
        /// The position of the last event that changed it.
        let position: Int64
    }

    struct Seen: Sendable {
        /// The memos of transactions in lists and in the feed.
        var memos: Set<String> = []
        var balances: Set<Balance> = []
        /// The highest position in an answer.
        var furthest: Int64 = 0
        /// The number of finished requests, with and without an answer.
        var looks = 0
    }

    private struct Item: Decodable {
        let memo: String?
    }

    private struct Page: Decodable {
        let available: Int64
        let position: Int64
    }

    private let place: HTTPClient.Place
    private let users: [Load.User]
    private let isStopping = Atomic(false)
    private let state = Mutex(Seen())
    private let group = DispatchGroup()

    init(_ place: HTTPClient.Place, users: [Load.User]) {
        self.place = place
        self.users = users
        for body in [readPages, followFeed] {
            group.enter()
            Thread { [group] in
                body()
                group.leave()
            }.start()
        }
    }

    var looks: Int { state.withLock { $0.looks } }

    func stop() -> Seen {
        isStopping.store(true, ordering: .relaxed)
        group.wait()
        return state.withLock { $0 }
    }

    private func readPages() {
        var client: HTTPClient?
        while !isStopping.load(ordering: .relaxed) {
            for user in users {
                for path in ["/balance", "/transactions"] {
                    let current = client ?? (try? HTTPClient(place, timeoutSeconds: 1))
                    let answer = try? current?.send("GET", path, token: user.token)
                    client = answer == nil ? nil : current
                    state.withLock { note(answer, user, &$0) }
                    usleep(2_000)
                }
            }
        }
    }

    private func note(_ answer: HTTPClient.Answer?, _ user: Load.User, _ seen: inout Seen) {
        seen.looks += 1
        guard let answer, answer.status == 200 else { return }
        if let position = answer.headers["tally-position"].flatMap({ Int64($0) }) {
            seen.furthest = max(seen.furthest, position)
        }
        let data = Data(answer.body.utf8)
        if let page = try? JSONDecoder().decode(Page.self, from: data) {
            seen.balances.insert(
                Balance(user: user.id, available: page.available, position: page.position)
            )
        }
        let items = (try? JSONDecoder().decode([Item].self, from: data)) ?? []
        seen.memos.formUnion(items.compactMap(\.memo))
    }

    /// Follows the first user's feed, and resumes after a loss.
    private func followFeed() {
        var last: String?
        while !isStopping.load(ordering: .relaxed) {
            // It ends after each second of silence, to check for the stop, and resumes.
            try? follow(&last)
            usleep(2_000)
        }
    }

    private func follow(_ last: inout String?) throws {
        let client = try HTTPClient(place, timeoutSeconds: 1)
        let headers = last.map { ["Last-Event-ID": $0] } ?? [:]
        let answer = try client.send("GET", "/feed", token: users[0].token, headers: headers)
        guard answer.status == 200 else { return }
        while !isStopping.load(ordering: .relaxed) {
            for line in try client.readBlock().split(separator: "\n") {
                if line.hasPrefix("id: ") {
                    last = String(line.dropFirst(4))
                } else if line.hasPrefix("data: ") {
                    let data = Data(line.dropFirst(6).utf8)
                    let memo = (try? JSONDecoder().decode(Item.self, from: data))?.memo
                    if let memo { state.withLock { _ = $0.memos.insert(memo) } }
                }
            }
        }
    }
}
