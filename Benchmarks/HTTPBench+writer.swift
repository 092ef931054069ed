import Foundation
import TestSupport

/// What readers of the longest answer cost somebody who writes beside them.
extension HTTPBench {
    private static let readers = 10

    /// Transfers that one client sends one after the other while others read all slots that an answer
    /// holds, as a share of those that it sends alone.
    func writes(
        besideReadersOf path: String,
        _ service: Service,
        _ signedIn: [SignedIn]
    ) throws
        -> Figure
    {
        let client = try HTTPClient(port: UInt16(service.port))
        let alone = try transfersPerSecond(client, signedIn)
        let reading = try WrkRun(
            port: service.port,
            seconds: secondsPerRun,
            connections: Self.readers,
            requests: signedIn.map {
                WrkRequest(method: "GET", path: path, token: $0.token, body: "")
            },
            folder: databases.folder
        )
        let beside = try transfersPerSecond(client, signedIn)
        let result = try reading.finish()
        guard result.errors == 0, result.requests > 0 else {
            throw BenchError("\(result.errors) of \(result.requests) queries failed")
        }
        return Figure(
            name: "transfers of one client beside \(Self.readers) readers of \(path)",
            value: beside,
            unit: "transfers/s",
            limit: alone,
            target: .atLeast(0.33)
        )
    }

    /// For half a run, so that it ends before the readers do.
    private func transfersPerSecond(_ client: HTTPClient, _ signedIn: [SignedIn]) throws -> Double {
        let body = #"{"receiver_id":\#(signedIn[1].id),"amount":1}"#
        let end = Date.now.addingTimeInterval(Double(secondsPerRun) / 2)
        var count = 0.0
        let took = try seconds {
            while Date.now < end {
                let answer = try client.send(
                    "POST",
                    "/transfer",
                    token: signedIn[0].token,
                    body: body
                )
                guard answer.status == 200 else { throw BenchError("transfer: \(answer)") }
                count += 1
            }
        }
        return count / took
    }
}
