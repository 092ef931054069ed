import Foundation
import Glibc
import TestSupport

@testable import Postgres
@testable import PrivateServer

/// A PostgreSQL of one test, whose every process can be stopped, killed and started again.
///
/// It listens on TCP, syncs every commit, and is gone with the object or with the test's process.
final class PostgresServer {
    let port = Tool.freePort()
    let directory: String
    private let environment: [String: String]
    private let account: ServerAccount
    private let binaries: PostgresBinaries
    private var process: ChildProcess?

    var data: String { directory + "/data" }
    private var log: String { directory + "/postgres.log" }

    private static let user = "tally"
    /// Every user of the machine can reach loopback, so every client needs it.
    private static let password = String(UInt64.random(in: .min ... .max), radix: 36)

    /// Small and quick to start, with durable commits.
    private static let settings = [
        "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "on",
        "synchronous_commit": "on", "shared_buffers": "16MB", "max_connections": "60",
        "wal_level": "replica", "max_wal_senders": "4", "wal_keep_size": "64MB",
        "wal_receiver_status_interval": "1s", "wal_retrieve_retry_interval": "100ms",
        "hot_standby": "on", "checkpoint_timeout": "15min", "jit": "off", "log_timezone": "UTC",
        "timezone": "UTC", "recovery_init_sync_method": "syncfs",
    ]

    /// A server with new data, or with a copy of the data of a stopped server.
    ///
    /// `environment` is for PostgreSQL alone. `place` is the directory of its files, which an
    /// unprivileged user must reach.
    init(
        copy original: PostgresServer? = nil,
        in place: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        directory = place ?? TestDirectory.make("postgres")
        self.environment = environment
        account = try ServerAccount.choose(dataDirectory: directory + "/data")
        binaries = try PostgresBinaries.find(major: nil)
        if let original {
            try Tool.run("cp", "-a", "--reflink=auto", original.data, data)
        } else {
            try initialise()
        }
        try configure(["port": String(port)])
    }

    deinit {
        kill()
        TestDirectory.remove(directory)
    }

    /// The conninfo of its database.
    func conninfo(host: String = "127.0.0.1", database: String = "tally") -> String {
        "host=\(host) port=\(port) user=\(Self.user) password=\(Self.password) dbname=\(database)"
    }

    /// Adds settings, which apply from the next start or reload.
    func configure(_ settings: [String: String]) throws {
        let lines = settings.sorted { $0.key < $1.key }
            .map { "\($0.key) = '\($0.value.replacing("'", with: "''"))'\n" }
        try append(lines.joined(), to: "postgresql.conf")
    }

    /// Admits clients of a network with the password.
    func admit(network: String) throws {
        try append("host all all \(network) scram-sha-256\n", to: "pg_hba.conf")
    }

    /// Makes it follow another server from its next start.
    func follow(_ primary: PostgresServer) throws {
        try configure([
            "primary_conninfo": primary.conninfo(database: "postgres")
                + " application_name=standby connect_timeout=2"
        ])
        try Data().write(to: URL(fileURLWithPath: data + "/standby.signal"))
        try ServerPlace.give(data + "/standby.signal", to: account)
    }

    /// Puts its write-ahead log into another directory, while it does not run.
    func moveLog(to place: String) throws {
        try Tool.run("mv", data + "/pg_wal", place + "/pg_wal")
        try Tool.run("ln", "-s", place + "/pg_wal", data + "/pg_wal")
    }

    /// Starts it and waits until it accepts connections, at least for reading.
    func start() throws {
        let child = try launch()
        let starts = wait {
            child.exitStatus != nil || (try? connect(database: "postgres")) != nil
        }
        guard starts, child.exitStatus == nil else {
            throw Tool.Failure(description: "postgres ended or does not start: \(logEnd)")
        }
    }

    /// Starts it without waiting for it.
    @discardableResult
    func launch() throws -> ChildProcess {
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let child = try ChildProcess(
            account.prefix(signal: "INT") + ["/usr/bin/env"] + variables
                + ["\(binaries.directory)/postgres", "-D", data],
            directory: data,
            log: log
        )
        process = child
        return child
    }

    var isRunning: Bool { process?.processID != nil }

    /// PostgreSQL's fast shutdown: sessions are ended, and everything is written.
    func stop() {
        process?.signal(SIGINT)
        _ = process?.waitForExit()
    }

    /// Kills all of its processes at once.
    func kill() {
        signalAll(SIGKILL)
        _ = process?.waitForExit()
    }

    /// Stops the process that takes new connections; sessions go on.
    func freezeListener() { process?.signal(SIGSTOP) }

    /// Sends a signal to every one of its processes.
    func signalAll(_ number: Int32) {
        guard let id = process?.processID else { return }
        ProcessTree.signal(id, number)
    }

    func connect(database: String = "tally") throws -> Connection {
        try Connection(ConnectionOptions(conninfo(database: database) + " connect_timeout=2"))
    }

    /// The end of its log, for the message of a failed test.
    var logEnd: String {
        String(((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").suffix(2_000))
    }

    private func initialise() throws {
        mkdir(data, 0o700)
        try ServerPlace.give(data, to: account)
        let secret = directory + "/password"
        try Data(Self.password.utf8).write(to: URL(fileURLWithPath: secret))
        chmod(secret, 0o600)
        try ServerPlace.give(secret, to: account)
        let initdb = try ChildProcess(
            account.prefix(signal: "KILL") + [
                "\(binaries.directory)/initdb", "--pgdata=\(data)", "--username=\(Self.user)",
                "--pwfile=\(secret)", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
                "--wal-segsize=1", "--no-instructions", "--no-sync",
            ],
            directory: directory,
            log: log
        )
        _ = initdb.waitForExit()
        guard initdb.exitStatus == 0 else {
            throw Tool.Failure(description: "initdb ended: \(logEnd)")
        }
        try configure(Self.settings)
    }

    private func append(_ text: String, to file: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(data)/\(file)"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}

/// A process and the processes that it has started itself.
///
/// PostgreSQL puts each of its sessions in a process group of its own, so no one signal reaches
/// all.
enum ProcessTree {
    /// Sends a signal to the parent first, so that it starts no child that misses the signal.
    static func signal(_ parent: pid_t, _ number: Int32) {
        kill(parent, number)
        for child in children(of: parent) { kill(child, number) }
    }

    static func children(of parent: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { parentOf($0) == parent }
    }

    /// The fourth field of proc(5)'s `stat`; the second may itself contain blanks and brackets.
    private static func parentOf(_ process: pid_t) -> pid_t? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let bracket = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }
}
