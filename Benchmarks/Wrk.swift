import Foundation
import PrivateServer

/// One run of the load generator wrk.
struct WrkResult {
    let requestsPerSecond: Double
    let requests: Double
    let errors: Int
    /// Milliseconds.
    let medianLatency: Double
    let p99Latency: Double
}

/// A request that wrk sends repeatedly, in turn with others.
struct WrkRequest {
    let method: String
    let path: String
    let token: String
    let body: String

    var line: String { "\(method)\t\(path)\t\(token)\t\(body)\n" }
}

/// Runs wrk with 64 keep-alive connections on one thread.
func wrk(port: Int, seconds: Int, requests: [WrkRequest], folder: URL) throws -> WrkResult {
    try WrkRun(port: port, seconds: seconds, connections: 64, requests: requests, folder: folder)
        .finish()
}

/// wrk at work.
struct WrkRun {
    private let child: ChildProcess

    init(
        port: Int,
        seconds: Int,
        connections: Int,
        requests: [WrkRequest],
        folder: URL
    ) throws {
        let file = folder.appendingPathComponent("requests.txt")
        try requests.map(\.line).joined().write(to: file, atomically: true, encoding: .utf8)
        let script = folder.appendingPathComponent("requests.lua")
        try wrkScript.write(to: script, atomically: true, encoding: .utf8)
        child = try ChildProcess(
            program("wrk"),
            [
                "-t1", "-c\(connections)", "-d\(seconds)s", "--latency", "-s", script.path,
                "http://127.0.0.1:\(port)", file.path,
            ]
        )
    }

    /// Waits for its end.
    func finish() throws -> WrkResult {
        let output = try child.finish()
        let summary = output.split(separator: "\n").first { $0.hasPrefix("tally-wrk ") }
        let numbers = summary?.split(separator: " ").dropFirst().compactMap { Double($0) } ?? []
        guard numbers.count == 5 else { throw BenchError("wrk said: \(output)") }
        return WrkResult(
            requestsPerSecond: numbers[0] / (numbers[1] / 1e6),
            requests: numbers[0],
            errors: Int(numbers[2]),
            medianLatency: numbers[3] / 1000,
            p99Latency: numbers[4] / 1000
        )
    }
}

/// Sends the requests of a file in turn.
///
/// The file has one request per line, its fields separated by tabs: method, path, token, body. All
/// are formatted before the run, so that the generator takes as little of the machine as it can.
let wrkScript = #"""
    local requests = {}
    local size = 0
    local at = 0
    local threads = 0

    function setup(thread)
       thread:set("number", threads)
       threads = threads + 1
    end

    function init(arguments)
       for line in io.lines(arguments[1]) do
          local method, path, token, body = line:match("^(%S+)\t(%S+)\t(%S*)\t(.*)$")
          local headers = { ["Content-Type"] = "application/json" }
          if token ~= "" then headers["Authorization"] = "Bearer " .. token end
          size = size + 1
          requests[size] = wrk.format(method, path, headers, body ~= "" and body or nil)
       end
       at = (number * 7919) % size
    end

    function request()
       at = at % size + 1
       return requests[at]
    end

    function done(summary, latency, requests)
       io.write(string.format("tally-wrk %d %d %d %d %d\n", summary.requests, summary.duration,
          summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
             + summary.errors.timeout, latency:percentile(50), latency:percentile(99)))
    end
    """#
