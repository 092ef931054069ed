import Foundation
import Synchronization
import TestSupport

/// Clients with a connection each, which send one bulk of transfers after the other.
struct BulkLoad: Sendable {
    let port: Int
    let signedIn: [SignedIn]
    let clients = 8
    let mode: String
    /// Transfers in each bulk.
    let size: Int

    /// Sends for so long, and returns the seconds until the last answer.
    ///
    /// `run` is part of the keys, so it must be another one each time.
    func send(_ run: String, seconds length: Double) throws -> Double {
        let isOver = Atomic(false)
        let failure = Mutex<String?>(nil)
        let group = DispatchGroup()
        let elapsed = seconds {
            for client in 0..<clients {
                let body = body(from: client)
                group.enter()
                Thread {
                    defer { group.leave() }
                    do {
                        try send(body, from: client, run) { isOver.load(ordering: .relaxed) }
                    } catch {
                        failure.withLock { $0 = "\(error)" }
                    }
                }.start()
            }
            Thread.sleep(forTimeInterval: length)
            isOver.store(true, ordering: .relaxed)
            group.wait()
        }
        if let text = failure.withLock({ $0 }) { throw BenchError(text) }
        return elapsed
    }

    private func send(
        _ body: String,
        from client: Int,
        _ run: String,
        until isOver: () -> Bool
    ) throws {
        let connection = try HTTPClient(port: UInt16(port))
        var number = 0
        while !isOver() {
            number += 1
            let answer = try connection.send(
                "POST",
                "/transfers/bulk",
                token: signedIn[client].token,
                headers: ["Idempotency-Key": "\(run)-\(client)-\(number)"],
                body: body
            )
            guard answer.status == 200, !answer.body.contains("false") else {
                throw BenchError("a bulk failed: \(answer.status)")
            }
        }
    }

    private func body(from sender: Int) -> String {
        let users = signedIn.count
        var random = SeededGenerator(seed: UInt64(sender))
        let items = (0..<size).map { _ in
            // One step or more on, so that nobody pays to the own wallet.
            let step = 1 + Int(random.next() % UInt64(users - 1))
            return #"{"receiver_id":\#(signedIn[(sender + step) % users].id),"amount":1}"#
        }
        return #"{"mode":"\#(mode)","items":[\#(items.joined(separator: ","))]}"#
    }
}
