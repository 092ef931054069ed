import CLibPQ
import CLinux
import Dispatch
import Foundation
import Glibc
import Synchronization

/// A program started by this process, watched until it ends.
///
/// A thread of its own starts it and waits for it: the kernel sends the parent-death signal when
/// the thread that forked ends, not when the process does, so that thread must live as long as the
/// child.
final class ChildProcess: Sendable {
    private let state = Mutex(State.starting)
    private let started = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    private enum State {
        /// → running, failed
        case starting
        /// → exited
        case running(pid_t)
        case failed(PrivateServerError)
        case exited(status: Int32)
    }

    /// Starts the program without input, with its output appended to `log`.
    init(_ arguments: [String], directory: String, log: String) throws(PrivateServerError) {
        ended.enter()
        Thread { [self] in
            _ = clinux_name_thread("child process")
            run(arguments, directory, log)
        }.start()
        started.wait()
        if case .failed(let error) = state.withLock({ $0 }) { throw error }
    }

    /// Nil once it has ended; its number may then belong to another process.
    var processID: pid_t? {
        if case .running(let id) = state.withLock({ $0 }) { id } else { nil }
    }

    /// The code it ended with, 128 and more for a signal; nil while it runs.
    var exitStatus: Int32? {
        if case .exited(let status) = state.withLock({ $0 }) { status } else { nil }
    }

    /// Sends a signal unless it has ended.
    func signal(_ signal: Int32) {
        // Under the lock, so that the number is not given to another process in between.
        state.withLock { if case .running(let id) = $0 { kill(id, signal) } }
    }

    /// Waits for its end; returns whether it came in time.
    func waitForExit(milliseconds: Int? = nil) -> Bool {
        guard let milliseconds else {
            ended.wait()
            return true
        }
        return ended.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }

    private func run(_ arguments: [String], _ directory: String, _ log: String) {
        defer { ended.leave() }
        let id: pid_t
        do throws(PrivateServerError) {
            id = try Spawn.run(arguments, directory: directory, log: log)
        } catch {
            state.withLock { $0 = .failed(error) }
            started.signal()
            return
        }
        state.withLock { $0 = .running(id) }
        started.signal()
        // WNOWAIT keeps the number from being given away until the state is set.
        var info = siginfo_t()
        while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        state.withLock { state in
            var status: Int32 = 0
            waitpid(id, &status, 0)
            let signal = status & 0x7F
            state = .exited(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
        }
    }
}

/// The one call of `posix_spawn`.
enum Spawn {
    /// Starts a program in a session of its own, so that Ctrl-C in the terminal is not sent to it.
    ///
    /// It gets default signals, none of this process's descriptors and a fixed environment.
    static func run(
        _ arguments: [String],
        directory: String,
        log: String
    ) throws(PrivateServerError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, directory)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | setSession
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let environment = ["LC_ALL=C", "PATH=/usr/bin:/bin", "HOME=/", "TZ=UTC"]
        let program = arguments.first ?? ""
        var id: pid_t = 0
        let code = withMutableCStrings(arguments) { arguments in
            withMutableCStrings(environment) { environment in
                posix_spawn(&id, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            throw .system("\(program) can't be started: \(systemReason(code))")
        }
        return id
    }

    /// `POSIX_SPAWN_SETSID`, which is missing without `_GNU_SOURCE` (glibc's spawn.h).
    private static let setSession: Int32 = 0x80

    private static func withMutableCStrings(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        var copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        copies.append(nil)
        return copies.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return EINVAL }
            return body(start)
        }
    }
}

/// The system's text for an error number.
func systemReason(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
}
