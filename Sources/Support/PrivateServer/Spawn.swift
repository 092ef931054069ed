import CLibPQ
import Glibc

/// The one call of `posix_spawn`.
enum Spawn {
    struct Failure: Error, CustomStringConvertible {
        let text: String

        var description: String { text }
    }

    /// Starts a program in a session of its own, so that Ctrl-C in the terminal is not sent to it.
    ///
    /// It gets default signals, none of this process's descriptors and a fixed environment.
    static func run(
        _ arguments: [String],
        directory: String,
        log: String
    ) -> Result<pid_t, Failure> {
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
            return .failure(Failure(text: "\(program) can't be started: \(systemReason(code))"))
        }
        return .success(id)
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
