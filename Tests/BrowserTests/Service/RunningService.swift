import Foundation
import Glibc
import Postgres
import Synchronization
import TestSupport

@testable import Text

/// A whole `tally serve` with the demo data on a database of its own, and the services outside stood in
/// for by a `tally stand-in` that tests can tell how to behave.
final class RunningService: Sendable {
    /// One for all tests, since people of one test don't meet those of another.
    ///
    /// Ends with the process.
    static let shared: Result<RunningService, any Error> = Result {
        // No closure of atexit can hold anything: it goes through the constant.
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

    /// `environment` goes to the service besides what makes it quick.
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
                "TALLY_SCRYPT_LOG_N": "10", "TALLY_OUTSIDE_PLAIN": "1",
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
            // What is not whole is not torn down by itself.
            for process in [serve, standIn] { process.signal(SIGKILL) }
            throw error
        }
        while try client().send("GET", "/ready").status != 200 { usleep(50_000) }
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

    /// A user name that no other test has.
    func uniqueName(_ beginning: String) -> String {
        "\(beginning)-\(names.add(1, ordering: .relaxed).newValue)"
    }

    /// Tells the services outside how to behave.
    func control(_ wish: JSONValue) throws {
        let answer = try HTTPClient(port: standInPort).send("PUT", "/control", body: wish.text)
        guard answer.status == 200 else { throw BrowserError(answer.body) }
    }

    /// The port that a process tells of in its log, once it does.
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
