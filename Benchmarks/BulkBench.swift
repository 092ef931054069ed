import Foundation
import Postgres
import Synchronization
import TestSupport

/// Bulks of transfers over HTTP, beside the raw COPY of the same run.
struct BulkBench {
    let databases: Databases
    let rawTransfersPerSecond: Double
    let users = 1_000
    /// Clients with a connection each, which send one bulk after the other.
    let clients = 8
    let secondsPerRun = 10
    let rounds = 3

    func run(_ show: (Figure) -> Void) throws {
        let options = try databases.make("bulk")
        let service = try Service(
            database: options.conninfo,
            environment: [
                "TALLY_SCRYPT_LOG_N": "10", "TALLY_SCRYPT_P": "1",
                "TALLY_OPENING_GRANT": "1000000000000",
            ]
        )
        defer { service.stop() }
        let signedIn = try service.register(users)
        for (size, share) in [(100, 0.65), (1_000, 0.65)] {
            for mode in ["each", "all-or-nothing"] {
                var rates: [Double] = []
                for round in 0..<rounds {
                    let run = "\(mode)-\(size)-\(round)"
                    rates.append(try rate(of: mode, size, run, service, signedIn, options))
                }
                show(
                    Figure(
                        name:
                            "transfers over HTTP in bulks of \(size), \(mode), \(clients) clients",
                        value: median(rates),
                        unit: "transfers/s",
                        limit: rawTransfersPerSecond,
                        target: .atLeast(share)
                    )
                )
            }
        }
    }

    /// Transfers per second by the log.
    private func rate(
        of mode: String,
        _ size: Int,
        _ run: String,
        _ service: Service,
        _ signedIn: [SignedIn],
        _ options: ConnectionOptions
    ) throws -> Double {
        let isOver = Atomic(false)
        let failure = Mutex<String?>(nil)
        let group = DispatchGroup()
        let before = try end(of: options)
        let port = UInt16(service.port)
        let elapsed = seconds {
            for client in 0..<clients {
                let sender = signedIn[client]
                let body = body(mode, size, signedIn, from: client)
                group.enter()
                Thread {
                    defer { group.leave() }
                    do {
                        let connection = try HTTPClient(port: port)
                        var number = 0
                        while !isOver.load(ordering: .relaxed) {
                            number += 1
                            let answer = try connection.send(
                                "POST",
                                "/transfers/bulk",
                                token: sender.token,
                                headers: ["Idempotency-Key": "\(run)-\(client)-\(number)"],
                                body: body
                            )
                            guard answer.status == 200, !answer.body.contains("false") else {
                                throw BenchError("a bulk failed: \(answer.status)")
                            }
                        }
                    } catch {
                        failure.withLock { $0 = "\(error)" }
                    }
                }.start()
            }
            Thread.sleep(forTimeInterval: Double(secondsPerRun))
            isOver.store(true, ordering: .relaxed)
            group.wait()
        }
        if let text = failure.withLock({ $0 }) { throw BenchError(text) }
        return Double(try end(of: options) - before) / 2 / elapsed
    }

    private func body(
        _ mode: String,
        _ size: Int,
        _ signedIn: [SignedIn],
        from sender: Int
    ) -> String {
        var random = SeededGenerator(seed: UInt64(sender))
        let items = (0..<size).map { _ in
            // One step or more on, so that nobody pays to the own wallet.
            let step = 1 + Int(random.next() % UInt64(users - 1))
            return #"{"receiver_id":\#(signedIn[(sender + step) % users].id),"amount":1}"#
        }
        return #"{"mode":"\#(mode)","items":[\#(items.joined(separator: ","))]}"#
    }

    private func end(of options: ConnectionOptions) throws -> Int64 {
        let rows = try Connection(options).execute(
            "SELECT coalesce(max(last_position), 0) FROM log.batches"
        )
        return try rows.first?.int64(0) ?? 0
    }
}
