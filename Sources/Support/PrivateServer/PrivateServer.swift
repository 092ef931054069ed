import CLinux
import Dispatch
import Foundation
import Glibc
import Postgres
import Synchronization

/// The PostgreSQL that Tally starts for itself when no other is named.
///
/// It listens only on a Unix socket that its own user can reach, keeps its data below one
/// directory, and ends with this process, even after kill -9. If another process has started one in
/// the same directory, that one is used. If it ends while in use, it is started again.
package final class PrivateServer: Sendable {
    private let directory: String
    private let settings: [String: String]
    private let state = Mutex(State())
    /// Ends the watch.
    private let stopped = DispatchSemaphore(value: 0)

    private struct State {
        var process: ChildProcess?
        var isWatched = false
        var isStopping = false
    }

    /// How long the recovery after a crash may take.
    private static let readySeconds = 600
    private static let stopMilliseconds = 60_000
    private static let watchMilliseconds = 500

    /// `settings` go to the server's command line and override those that Tally chooses.
    package init(directory: String, settings: [String: String] = [:]) {
        self.directory = directory
        self.settings = settings
    }

    /// Without `stop` the server ends with the last reference, or at the latest with the process.
    deinit {
        stop()
    }

    /// Starts or joins the server, makes the database, and returns the conninfo for it.
    package func start() throws(PrivateServerError) -> String {
        state.withLock { $0.isStopping = false }
        let place = try ServerPlace(directory: directory)
        let conninfo = try startOrJoin(place)
        watch(place)
        return conninfo
    }

    /// The server's main process if this object has started it and it runs.
    package var processID: Int32? { state.withLock { $0.process?.processID } }

    /// Ends the server if this object has started it: sessions are closed, everything is written.
    package func stop() {
        let (process, isWatched) = state.withLock { state in
            state.isStopping = true
            defer { (state.process, state.isWatched) = (nil, false) }
            return (state.process, state.isWatched)
        }
        if isWatched { stopped.signal() }
        guard let process else { return }
        // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one, which costs a recovery.
        for (signal, milliseconds) in [(SIGINT, Self.stopMilliseconds), (SIGQUIT, 5_000)] {
            process.signal(signal)
            if process.waitForExit(milliseconds: milliseconds) { return }
        }
        process.signal(SIGKILL)
        _ = process.waitForExit()
    }

    private func startOrJoin(_ place: ServerPlace) throws(PrivateServerError) -> String {
        let lock = try FileLock(place.lock)
        defer { lock.release() }
        return try ready(place)
    }

    /// Under the lock: joins a server that runs, waits for one that starts or stops, or starts one.
    private func ready(_ place: ServerPlace) throws(PrivateServerError) -> String {
        let access = ServerAccess(place)
        let deadline = DispatchTime.now() + .seconds(Self.readySeconds)
        while place.isRunning {
            if access.isReady() { return try access.prepareDatabase() }
            guard .now() < deadline else {
                throw .notReady(seconds: Self.readySeconds, reason: access.lastProblem)
            }
            pause()
        }
        let binaries = try PostgresBinaries.find(major: place.dataVersion)
        try place.initialise(binaries, syncs: settings["fsync"] != "off")
        while true {
            let mark = place.logSize
            let process = try place.launch(binaries, settings)
            state.withLock { $0.process = process }
            while process.exitStatus == nil {
                if access.isReady() { return try access.prepareDatabase() }
                guard .now() < deadline else {
                    stop()
                    throw .notReady(seconds: Self.readySeconds, reason: access.lastProblem)
                }
                pause()
            }
            state.withLock { $0.process = nil }
            let reason = place.logProblem(since: mark)
            // After kill -9 of the main process its sessions take a moment to notice.
            guard reason.contains("pre-existing shared memory"), .now() < deadline else {
                throw .exited(program: "postgres", reason: reason)
            }
            pause()
        }
    }

    private func pause() {
        usleep(20_000)
    }

    /// Starts the server again when it ends without having been asked to.
    ///
    /// The thread holds the object only while it does so, and ends with it.
    private func watch(_ place: ServerPlace) {
        let isFirst = state.withLock { state in
            defer { state.isWatched = true }
            return !state.isWatched
        }
        guard isFirst else { return }
        Thread { [weak self, stopped] in
            _ = clinux_name_thread("postgres watch")
            while stopped.wait(timeout: .now() + .milliseconds(Self.watchMilliseconds)) != .success
            {
                guard !place.isRunning else { continue }
                guard let self, place.dataVersion != nil else { return }
                self.startAgain(place)
            }
        }.start()
    }

    /// A failed attempt is repeated at the watch's next turn; its reason is in the server's log.
    private func startAgain(_ place: ServerPlace) {
        guard !state.withLock({ $0.isStopping }) else { return }
        _ = try? startOrJoin(place)
        // A stop during the start did not see the new process: stop it now.
        if state.withLock({ $0.isStopping }) { stop() }
    }
}

/// Why the private PostgreSQL is not running.
///
/// Each text is one line.
package enum PrivateServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No PostgreSQL of the needed version is installed. `major` is nil if any would do.
    case notInstalled(major: Int?)
    /// Something about directories, users or processes, with the system's reason.
    case system(String)
    /// `initdb` or `postgres` ended; the last line of its log.
    case exited(program: String, reason: String)
    /// It did not accept connections within the limit.
    case notReady(seconds: Int, reason: String)
    case database(PostgresError)

    package var description: String {
        switch self {
        case .notInstalled(nil):
            "PostgreSQL 15 or newer is not installed: apt-get install postgresql, or name a server"
                + " with --database URL"
        case .notInstalled(let major?):
            "the data directory was made by PostgreSQL \(major), which is not installed: apt-get"
                + " install postgresql-\(major)"
        case .system(let text): text
        case .exited(let program, let reason): "\(program) ended: \(reason)"
        case .notReady(let seconds, let reason):
            "the private PostgreSQL was not ready within \(seconds) s: \(reason)"
        case .database(let error): error.description
        }
    }
}

/// An exclusive lock on a file, across processes; gone when its holder ends.
struct FileLock {
    private let descriptor: Int32

    /// Waits until the lock is free.
    init(_ path: String) throws(PrivateServerError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("\(path) can't be opened: \(systemReason())") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let reason = systemReason()
                close(descriptor)
                throw .system("\(path) can't be locked: \(reason)")
            }
        }
    }

    func release() {
        close(descriptor)
    }
}
