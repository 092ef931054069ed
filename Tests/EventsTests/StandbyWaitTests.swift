import Dispatch
import Events
import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import PrivateServer

/// Commits that wait for a missing standby, and the end of their wait.
///
/// Uses a server of its own, since the standbys to wait for are a setting of the whole server.
@Suite(.serialized, .patient) struct StandbyWaitTests {
    /// An operator's command or an accident that ends the session's wait.
    enum End: CaseIterable {
        case cancel
        case terminate

        var statement: String {
            switch self {
            case .cancel: "SELECT pg_cancel_backend(pid)"
            case .terminate: "SELECT pg_terminate_backend(pid)"
            }
        }
    }

    @Test(arguments: End.allCases)
    func `an append whose wait is cancelled completes only when a standby has it`(end: End) throws {
        let bed = try StandbyBed()
        defer { bed.stop() }
        let log = bed.log()
        _ = try log.lock()
        log.release()
        try bed.loseStandby()
        let outcome = bed.start(log) { try $0.append([Batches.opened(1)]) }
        let first = try bed.waitingSession()
        try bed.owner.execute(
            end.statement + " FROM (VALUES ($1::int)) AS v (pid)",
            [.int64(first)]
        )
        // The event is visible now; another session covers it with a commit of its own and waits
        // too.
        _ = try bed.waitingSession(besides: first)
        #expect(try LogReader(bed.owner).tail().position == LogPosition(1))
        #expect(outcome.value == nil)
        try bed.findStandby()
        try outcome.wait()
        #expect(outcome.value == .success)
    }

    @Test func `a new connection waits for the standbys before its data are used`() throws {
        let bed = try StandbyBed()
        defer { bed.stop() }
        try bed.log().append([Batches.opened(1)], receipts: [Receipts.one])
        try bed.loseStandby()
        let outcome = bed.start { log in
            _ = try log.lock()
            _ = try log.receipts(for: [Receipts.key])
            log.release()
        }
        _ = try bed.waitingSession()
        #expect(outcome.value == nil)
        try bed.findStandby()
        try outcome.wait()
        #expect(outcome.value == .success)
    }

    @Test func `a stored response is confirmed by a commit that waits for the standbys`() throws {
        let bed = try StandbyBed()
        defer { bed.stop() }
        let log = bed.log()
        _ = try log.lock()
        try bed.loseStandby()
        let outcome = bed.start(log) { try $0.confirm() }
        _ = try bed.waitingSession()
        #expect(outcome.value == nil)
        try bed.findStandby()
        try outcome.wait()
        #expect(outcome.value == .success)
    }

    @Test func `a commit whose wait is cancelled breaks its connection`() throws {
        let bed = try StandbyBed()
        defer { bed.stop() }
        try bed.owner.script("CREATE TABLE other (x int)")
        try bed.loseStandby()
        for statement in [
            "INSERT INTO other VALUES (1)", "BEGIN; INSERT INTO other VALUES (1); COMMIT",
        ] {
            let error = Mutex<PostgresError?>(nil)
            let group = DispatchGroup()
            let options = bed.options
            DispatchQueue.global().async(group: group) {
                do throws(PostgresError) {
                    try Connection(options).script(statement)
                } catch let problem {
                    error.withLock { $0 = problem }
                }
            }
            let session = try bed.waitingSession()
            try bed.owner.execute("SELECT pg_cancel_backend($1::int)", [.int64(session)])
            try group.end("the statement has an outcome")
            guard case .connection = error.withLock({ $0 }) else {
                Issue.record("\(statement) was taken for done")
                continue
            }
        }
        try bed.findStandby()
    }
}

/// A server that can be set to wait for a standby that does not exist.
private final class StandbyBed: Sendable {
    enum Result: Equatable {
        case success
        case failure(String)
    }

    /// The result of work on another thread; nil while it runs.
    final class Outcome: Sendable {
        private let state = Mutex<Result?>(nil)
        private let group = DispatchGroup()

        var value: Result? { state.withLock { $0 } }

        func begin(_ body: @escaping @Sendable () throws -> Void) {
            DispatchQueue.global().async(group: group) { [self] in
                do {
                    try body()
                    state.withLock { $0 = .success }
                } catch {
                    state.withLock { $0 = .failure("\(error)") }
                }
            }
        }

        func wait() throws { try group.end("the work has an outcome") }
    }

    let options: ConnectionOptions

    /// A superuser's connection whose commits do not wait.
    var owner: Connection {
        get throws {
            var options = options
            options.settings["synchronous_commit"] = "local"
            return try Connection(options)
        }
    }

    /// A database of its own on the server of all these tests.
    init() throws {
        let server = try StandbySeeker.shared.options.get()
        let name = StandbySeeker.shared.nextDatabaseName()
        try Connection(server).script("CREATE DATABASE \(name)")
        options = ConnectionOptions("\(server.conninfo) dbname=\(name)")
        try LogMigrations.run(on: try Connection(options))
    }

    /// Lets the next test begin without a standby to wait for.
    func stop() { try? findStandby() }

    func log() -> PostgresEventLog {
        let options = options.with(role: LogRole.commands.rawValue)
        return PostgresEventLog(
            waitBeforeRetry: { _ in true },
            connect: { try Connection(options) }
        )
    }

    /// Returns once commits wait.
    ///
    /// A session that sees the setting does not prove it: the checkpointer switches the waits on
    /// when it reads the setting itself, and that may be later.
    func loseStandby() throws {
        try setStandby("nobody")
        let probe = Outcome()
        let options = options
        probe.begin {
            let connection = try Connection(options)
            while true {
                try connection.script("SELECT pg_logical_emit_message(true, 'probe', '')")
            }
        }
        let session = try waitingSession()
        let connection = try owner
        try connection.execute("SELECT pg_terminate_backend($1::int)", [.int64(session)])
        try probe.wait()
        try wait(until: "the probe's session is gone") {
            try connection.execute(
                "SELECT FROM pg_stat_activity WHERE pid = $1::int",
                [.int64(session)]
            )
            .isEmpty
        }
    }

    func findStandby() throws { try setStandby("") }

    /// Runs on its own connection to the log.
    func start(_ body: @escaping @Sendable (PostgresEventLog) throws -> Void) -> Outcome {
        let outcome = Outcome()
        outcome.begin { [self] in try body(log()) }
        return outcome
    }

    /// Runs on this log, which the caller must not use meanwhile.
    func start(
        _ log: PostgresEventLog,
        _ body: @escaping @Sendable (PostgresEventLog) throws -> Void
    ) -> Outcome {
        let outcome = Outcome()
        nonisolated(unsafe) let log = log
        outcome.begin { try body(log) }
        return outcome
    }

    /// Polls until a session waits for a standby, and returns its number.
    func waitingSession(besides other: Int64 = 0) throws -> Int64 {
        let connection = try owner
        return try wait(until: "a session waits for a standby") {
            let rows = try connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid <> $1",
                [.int64(other)]
            )
            return try rows.first?.int64(0)
        }
    }

    /// Returns once a new session sees the setting.
    private func setStandby(_ name: String) throws {
        let connection = try owner
        try connection.script("ALTER SYSTEM SET synchronous_standby_names = '\(name)'")
        try connection.script("SELECT pg_reload_conf()")
        try wait(until: "a session sees the setting") {
            try connection.execute("SELECT current_setting('synchronous_standby_names')").only()
                .string(0) == name
        }
    }
}

/// The server of these tests, started at first use, which goes when the process ends.
private final class StandbySeeker: Sendable {
    static let shared = StandbySeeker()

    /// How to reach its first database, or the reason that it has none.
    let options: Result<ConnectionOptions, any Error>
    private let directory = TestDirectory.make("standby-wait")
    private let server: PrivateServer
    private let databases = Mutex(0)

    private init() {
        let server = PrivateServer(
            directory: directory,
            settings: [
                "shared_buffers": "16MB", "wal_level": "replica", "max_wal_senders": "2",
                "fsync": "off",
            ]
        )
        options = Result { ConnectionOptions(try server.start()) }
        self.server = server
        // No closure of atexit can hold anything: it goes through the constant.
        atexit { StandbySeeker.shared.remove() }
    }

    func nextDatabaseName() -> String {
        let number = databases.withLock { number in
            number += 1
            return number
        }
        return "standby_\(number)"
    }

    private func remove() {
        server.stop()
        TestDirectory.remove(directory)
    }
}
