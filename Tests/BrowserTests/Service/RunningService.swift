import Foundation
import Glibc
import Postgres
import Synchronization
import TestSupport

@testable import Text

/// A complete `tally serve` with the demo data on its own database.
///
/// A `tally stand-in`, whose behaviour tests can set, replaces the outside services.
final class RunningService: Sendable {
    /// The service that all tests share; it ends with the process.
    ///
    /// Tests don't disturb each other, because each uses its own people and things.
    static let shared: Result<RunningService, any Error> = Result {
        // A closure for atexit can't capture anything, so it uses the constant.
        atexit { try? RunningService.shared.get().stop() }
        return try RunningService()
    }

    private let database: TestDatabase
    private let directory: String
    private let standIn: TallyProcess
    private let standInPort: UInt16
    private let serve: TallyProcess
    let port: UInt16
    private let names = Atomic(0)

    /// `environment` is added to the settings that make the service fast.
    init(on other: RunningService? = nil, environment: [String: String] = [:]) throws {
        database = try other?.database ?? TestDatabase()
        directory = TestDirectory.make("pages")
        let standInLog = directory + "/stand-in.log"
        standIn = try TallyProcess(["stand-in", "--port", "0"], log: standInLog)
        standInPort = try Self.port(of: standIn, in: standInLog, after: "The stand-in listens on ")
        let outside = "http://127.0.0.1:\(standInPort)"
        let log = directory + "/serve.log"
        serve = try TallyProcess(
            ["serve", "--demo", "--database", database.conninfo, "--port", "0"],
            environment: [
                "TALLY_SCRYPT_LOG_N": "10", "TALLY_REGISTRATIONS_PER_MINUTE": "0",
                "TALLY_OUTSIDE_PLAIN": "1",
                "TALLY_RATES_URL": "\(outside)/rates",
                "TALLY_SERVICES_URL": "\(outside)/catalogue",
                "TALLY_ORDERS_URL": "\(outside)/service", "TALLY_REGISTRATION_SECONDS": "1",
                "TALLY_POLLING_SECONDS": "1",
            ].merging(environment) { $1 },
            log: log
        )
        do {
            port = try Self.port(of: serve, in: log, after: "Tally listens on ")
        } catch {
            // There is no deinit after a failed init.
            for process in [serve, standIn] { process.signal(SIGKILL) }
            throw error
        }
        try wait(until: "the service is ready") {
            try client().send("GET", "/ready").status == 200
        }
    }

    deinit {
        stop()
    }

    func stop() {
        for process in [serve, standIn] {
            process.signal(SIGKILL)
            _ = process.waitForExit()
        }
        TestDirectory.remove(directory)
    }

    /// The address of a page.
    func address(_ path: String) -> String { "http://localhost:\(port)\(path)" }

    func client() throws -> HTTPClient { try HTTPClient(port: port) }

    func connect() throws -> Connection { try database.connect() }

    /// A user name that no other test uses.
    func uniqueName(_ beginning: String) -> String {
        "\(beginning)-\(names.add(1, ordering: .relaxed).newValue)"
    }

    /// Sets how the stand-in for the outside services behaves.
    func control(_ behaviour: JSONValue) throws {
        let answer = try HTTPClient(port: standInPort).send("PUT", "/control", body: behaviour.text)
        guard answer.status == 200 else { throw BrowserError(answer.body) }
    }

    /// Waits until a process writes its port to its log.
    private static func port(
        of process: TallyProcess,
        in log: String,
        after words: String
    ) throws -> UInt16 {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix(words) }
            if let port = line?.split(separator: ":").last.flatMap({ UInt16($0) }) { return port }
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw BrowserError("The service does not start: \(text.suffix(2_000))")
            }
            usleep(50_000)
        }
    }
}
