import Foundation
import Glibc
import TestSupport

/// One `tally serve` on a PostgreSQL that others use as well.
final class ServiceNode {
    /// Where it is reached.
    let place: HTTPClient.Place
    private let directory: String
    private let launcher: [String]
    private let environment: [String: String]
    private let process: TallyProcess
    private var exitCode: Int32?
    private var log: String { directory + "/serve.log" }

    /// `launcher` are the words before the program's own, for a namespace.
    init(
        _ conninfo: String,
        environment: [String: String] = [:],
        launcher: [String] = [],
        place: HTTPClient.Place = HTTPClient.Place(port: Tool.freePort()),
        arguments: [String] = []
    ) throws {
        directory = TestDirectory.make("node")
        self.place = place
        self.launcher = launcher
        self.environment = [
            "DATABASE_URL": conninfo, "TALLY_SCRYPT_LOG_N": "10",
            "TALLY_REGISTRATIONS_PER_MINUTE": "0", "TALLY_TOKEN_SECONDS": "86400",
        ].merging(environment) { $1 }
        process = try TallyProcess(
            ["serve", "--host", place.address, "--port", String(place.port)] + arguments,
            environment: self.environment,
            launcher: launcher,
            log: directory + "/serve.log"
        )
    }

    deinit {
        kill()
        TestDirectory.remove(directory)
    }

    func freeze() { process.signal(SIGSTOP) }
    func thaw() { process.signal(SIGCONT) }

    func kill() { end(SIGKILL) }

    /// Ends it as an operator does.
    func stop() { end(SIGTERM) }

    /// Another process may have its number after the wait, so there is no second signal.
    private func end(_ signal: Int32) {
        if isRunning { process.signal(signal) }
        _ = waitForExit()
    }

    var isRunning: Bool { exitCode == nil && process.isRunning }

    func waitForExit() -> Int32 {
        let code = exitCode ?? process.waitForExit()
        exitCode = code
        return code
    }

    func client(timeoutSeconds: Int = 10) throws -> HTTPClient {
        try HTTPClient(place, timeoutSeconds: timeoutSeconds)
    }

    /// The answer of `/ready`; nil without an answer.
    var readiness: HTTPClient.Answer? {
        try? client(timeoutSeconds: 2).send("GET", "/ready")
    }

    var isReady: Bool { readiness?.status == 200 }

    /// Waits until it is ready; throws its output if it does not become ready.
    func waitUntilReady() throws {
        guard wait(until: { isReady || !isRunning }), isRunning else {
            throw Tool.Failure(description: "the node is not ready: \(readiness as Any) \(output)")
        }
    }

    /// The value of the line of `/metrics` with this beginning.
    func metric(_ beginning: String) throws -> Double? {
        let text = try client().send("GET", "/metrics").body
        let line = text.split(separator: "\n").first { $0.hasPrefix(beginning) }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    /// The end of its output, for the message of a failed test.
    var output: String {
        String(((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").suffix(4_000))
    }
}

/// Polls until a condition in another process is true.
///
/// Returns whether it became true within the time.
func wait(seconds: Int = 120, until isTrue: () throws -> Bool) rethrows -> Bool {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(seconds) {
        if try isTrue() { return true }
        usleep(2_000)
    }
    return try isTrue()
}
