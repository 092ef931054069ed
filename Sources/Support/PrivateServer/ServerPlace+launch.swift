import CLibPQ
import Foundation
import Glibc

extension ServerPlace {
    /// Makes the data directory if it is missing.
    ///
    /// The rest of an interrupted attempt is deleted: only complete data get the final name.
    func initialise(_ binaries: PostgresBinaries, syncs: Bool) throws(PrivateServerError) {
        guard dataVersion == nil else { return }
        var status = stat()
        guard lstat(data, &status) != 0 else {
            throw .system("\(data) exists but holds no PostgreSQL data")
        }
        try? FileManager.default.removeItem(atPath: unfinished)
        guard mkdir(unfinished, 0o700) == 0 else {
            throw .system("\(unfinished) can't be made: \(systemReason())")
        }
        try Self.give(unfinished, to: account)
        let mark = logSize
        let initdb = try ChildProcess(
            account.prefix(signal: "KILL") + [
                "\(binaries.directory)/initdb", "--pgdata=\(unfinished)",
                "--username=\(ServerAccess.user)", "--auth=trust", "--data-checksums",
                "--encoding=UTF8", "--locale=C", "--no-instructions", "--no-sync",
            ],
            directory: unfinished,
            log: log
        )
        _ = initdb.waitForExit()
        guard initdb.exitStatus == 0 else {
            throw .exited(program: "initdb", reason: logProblem(since: mark))
        }
        if syncs { try sync() }
        guard rename(unfinished, data) == 0 else {
            throw .system("\(data) can't be made: \(systemReason())")
        }
    }

    /// Writes everything out at once.
    ///
    /// initdb itself syncs a thousand files one by one, which made the first start take twice as
    /// long (7.0 s, by this 3.9 s, on a busy disk). Errors are reported since Linux 5.8.
    private func sync() throws(PrivateServerError) {
        let descriptor = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, syncfs(descriptor) == 0 else {
            throw .system("\(base) can't be written out: \(systemReason())")
        }
    }

    /// Starts the server, which may then take a while to accept connections.
    func launch(
        _ binaries: PostgresBinaries,
        _ settings: [String: String]
    ) throws(PrivateServerError) -> ChildProcess {
        shortenLog()
        disownLocks()
        let all = defaults.merging(settings) { _, chosen in chosen }
        let options = all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        return try ChildProcess(
            account.prefix(signal: "INT") + ["\(binaries.directory)/postgres", "-D", data]
                + options,
            directory: data,
            log: log
        )
    }

    /// A process that serves these data exists, ready or not.
    var isRunning: Bool {
        guard let process = recordedProcess else { return false }
        guard kill(process, 0) == 0 || errno == EPERM else { return false }
        return isServer(process)
    }

    private var defaults: [String: String] {
        [
            "listen_addresses": "",
            "port": String(Self.port),
            "unix_socket_directories": socketDirectory,
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "256MB",
            // Rare checkpoints: each one makes the pages touched after it go to the log whole.
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            // Filling each new segment with 16 MB of zeros would hold every commit up for that
            // long, twice a second under load; old segments are kept to be used again instead.
            "wal_init_zero": "off",
            "min_wal_size": "1GB",
            "fsync": "on",
            "synchronous_commit": "on",
            // After a crash: all files at once, for the reason given at `sync`.
            "recovery_init_sync_method": "syncfs",
            // It would cost more of the processor than it saves of the disk: a fifth of a replay.
            "wal_compression": "off",
            "random_page_cost": "1.1",
            // Statements are short; compiling one costs more than it saves.
            "jit": "off",
            "log_timezone": "UTC",
            "timezone": "UTC",
            "log_checkpoints": "off",
        ]
    }

    /// Whether the process is the server: another process may have the number in the file by now.
    ///
    /// The server has its data directory as working directory.
    private func isServer(_ process: pid_t) -> Bool {
        let link = "/proc/\(process)/cwd"
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) {
            return path == data
        }
        let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
        return name?.hasPrefix("postgres") ?? false
    }

    /// If another process has a dead server's number now, PostgreSQL would take it for a running
    /// server.
    ///
    /// It ignores its parent's number, so that number is written; without the file, PostgreSQL
    /// could not find surviving sessions.
    private func disownLocks() {
        let files = [
            data + "/postmaster.pid", "\(socketDirectory)/.s.PGSQL.\(Self.port).lock",
        ]
        for file in files {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard let first = lines.first, let process = pid_t(first), kill(process, 0) == 0 else {
                continue
            }
            lines[0] = Substring(String(getpid()))
            guard let handle = FileHandle(forWritingAtPath: file) else { continue }
            // In place, so that the file keeps its owner.
            try? handle.truncate(atOffset: 0)
            try? handle.write(contentsOf: Data(lines.joined(separator: "\n").utf8))
            try? handle.close()
        }
    }

    /// A log beyond this is put aside at the next start; one older log is kept.
    private static let longestLog = 10 << 20

    /// The log's size in bytes.
    var logSize: Int {
        var status = stat()
        return stat(log, &status) == 0 ? Int(status.st_size) : 0
    }

    func shortenLog() {
        guard logSize > Self.longestLog else { return }
        rename(log, log + ".1")
    }

    /// Why a program ended: the last line that names a failure among those written since, or the
    /// last.
    func logProblem(since mark: Int) -> String {
        guard let handle = FileHandle(forReadingAtPath: log) else { return "no log at \(log)" }
        defer { try? handle.close() }
        try? handle.seek(toOffset: UInt64(mark))
        let data = (try? handle.read(upToCount: 64 << 10)) ?? Data()
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let failure = lines.last { line in
            ["FATAL", "PANIC", "error:"].contains { line.contains($0) }
        }
        return "\(failure ?? lines.last ?? "without a word") (log: \(log))"
    }
}
