import Foundation
import Postgres
import TestSupport

/// What 1,000 readers of the live feed cost the transfers: the load of `HTTPBench` without them and
/// with them, in turns on the same service.
///
/// Half of the readers follow their own events, which is half of the users who transfer; the others
/// follow the public part. Reading them is part of the cost, as it runs on the same machine.
struct FeedBench {
    let databases: Databases
    let users = Self.number("TALLY_BENCH_FEED_USERS", 1_000)
    let readers = Self.number("TALLY_BENCH_FEED_READERS", 1_000)
    let secondsPerRun = Self.number("TALLY_BENCH_FEED_SECONDS", 5)
    let rounds = 7

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("feed")
        let service = try Service(database: options.conninfo)
        defer { service.stop() }
        let signedIn = try service.register(users)
        let requests = transfers(signedIn)
        var alone: [Double] = []
        var followed: [Double] = []
        var events = 0
        for _ in 0..<rounds {
            alone.append(try transfer(service, requests))
            let following = try FeedReaders(
                port: UInt16(service.port),
                tokens: (0..<readers).map { index in
                    index.isMultiple(of: 2) ? signedIn[index / 2 % users].token : nil
                }
            )
            followed.append(try transfer(service, requests))
            let lost = following.stop()
            guard lost == 0 else { throw BenchError("\(lost) readers were cut off") }
            events += following.events
        }
        guard events > 0 else { throw BenchError("the readers were told nothing") }
        show(
            Figure(
                name: "transfers over HTTP with \(grouped(Double(readers))) readers of the feed, "
                    + "beside the same without",
                value: median(followed),
                unit: "transfers/s",
                limit: median(alone),
                target: .atLeast(0.9)
            )
        )
        show(
            Figure(
                name: "  the same, frames told to the readers",
                value: Double(events) / Double(rounds * secondsPerRun),
                unit: "frames/s",
                limit: nil,
                target: .none
            )
        )
    }

    private func transfers(_ signedIn: [SignedIn]) -> [WrkRequest] {
        var random = SeededGenerator(seed: 5)
        return (0..<20_000).map { _ in
            let sender = Int(random.next() % UInt64(users))
            let step = 1 + Int(random.next() % UInt64(users - 1))
            return WrkRequest(
                method: "POST",
                path: "/transfer",
                token: signedIn[sender].token,
                body: #"{"receiver_id":\#(signedIn[(sender + step) % users].id),"amount":1}"#
            )
        }
    }

    private func transfer(_ service: Service, _ requests: [WrkRequest]) throws -> Double {
        let result = try wrk(
            port: service.port,
            seconds: secondsPerRun,
            requests: requests,
            folder: databases.folder
        )
        guard result.errors == 0 else { throw BenchError("\(result.errors) transfers failed") }
        return result.requestsPerSecond
    }

    /// Smaller numbers show that the benchmark works where its figures would mean nothing.
    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }
}
