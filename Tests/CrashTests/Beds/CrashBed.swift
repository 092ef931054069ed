import Events
import Foundation
import Glibc
import Postgres
import TestSupport

@testable import PrivateServer

/// A PostgreSQL that syncs every commit, a `tally serve` on it, and the means to kill either.
final class CrashBed {
    let port: UInt16
    let conninfo: String
    private let directory: String
    private let server: PrivateServer
    private let environment: [String: String]
    private var service: TallyProcess
    private var log: String { directory + "/serve.log" }

    /// `environment` of the service.
    init(environment: [String: String] = [:]) throws {
        self.environment = environment
        directory = TestDirectory.make("crash")
        server = PrivateServer(directory: directory, settings: ["shared_buffers": "64MB"])
        conninfo = try server.start()
        port = UInt16.random(in: 20_000..<30_000)
        service = try Self.serve(conninfo, port, environment, log: directory + "/serve.log")
    }

    deinit {
        service.signal(SIGKILL)
        _ = service.waitForExit()
        server.stop()
        TestDirectory.remove(directory)
    }

    /// Kills the service at once and starts it again.
    func killService() throws {
        service.signal(SIGKILL)
        _ = service.waitForExit()
        service = try Self.serve(conninfo, port, environment, log: log)
    }

    /// Kills PostgreSQL's main process; the service goes on and `PrivateServer` starts it again.
    func killPostgres() throws {
        guard let process = server.processID else { return }
        kill(process, SIGKILL)
    }

    /// Ends the service as an operator does, or a supervisor that sends several signals.
    ///
    /// Returns its exit code.
    func stopService(signals: Int = 1) -> Int32 {
        for _ in 0..<signals {
            service.signal(SIGTERM)
            usleep(200)
        }
        return service.waitForExit()
    }

    func tally(_ arguments: [String]) throws -> TallyProcess.Result {
        try TallyProcess.run(arguments + ["--database", conninfo])
    }

    /// Tries until PostgreSQL takes connections again.
    func connect() throws -> Connection {
        try TestSupport.wait(until: "PostgreSQL takes connections again") {
            try? Connection(ConnectionOptions(conninfo))
        }
    }

    /// Tries until the service is ready.
    func client() throws -> HTTPClient {
        try TestSupport.wait(until: "the service is ready") {
            guard let client = try? HTTPClient(port: port),
                try client.send("GET", "/ready").status == 200
            else { return nil }
            return client
        }
    }

    /// The service's output, for the message of a failed test.
    var serviceLog: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    private static func serve(
        _ conninfo: String,
        _ port: UInt16,
        _ environment: [String: String],
        log: String
    ) throws -> TallyProcess {
        try TallyProcess(
            ["serve", "--database", conninfo, "--port", String(port)],
            environment: environment.merging([
                "TALLY_SCRYPT_LOG_N": "10", "TALLY_REGISTRATIONS_PER_MINUTE": "0",
            ]) { $1 },
            log: log
        )
    }
}
