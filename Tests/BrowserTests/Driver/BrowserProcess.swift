import Foundation
import Glibc
import TestSupport

/// A Chromium without a window, which is controlled over two pipes.
///
/// It reads from descriptor 3 and writes to 4; a zero byte ends each message. The process ends with
/// its object, or when the pipes are closed.
final class BrowserProcess {
    /// The path on Debian; nil if it is not installed.
    static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private let process: pid_t
    private let directory: String
    private let input: Int32
    private let output: Int32
    private var received: [UInt8] = []
    /// Where the search for the next zero byte starts.
    private var searched = 0

    init() throws {
        guard let path = Self.path else { throw BrowserError("Chromium is not installed.") }
        directory = TestDirectory.make("browser")
        let (itsInput, input) = try Self.pipe()
        let (output, itsOutput) = try Self.pipe()
        (self.input, self.output) = (input, output)
        let arguments = [
            path, "--headless=new", "--no-sandbox", "--remote-debugging-pipe",
            "--user-data-dir=\(directory)", "--lang=en-US", "--disable-gpu",
            "--disable-dev-shm-usage", "--disable-background-networking",
            "--disable-component-update", "--no-first-run", "--no-default-browser-check",
            "--force-color-profile=srgb", "--hide-scrollbars", "about:blank",
        ]
        process = try Self.spawn(arguments, itsInput, itsOutput, log: directory + "/log")
        close(itsInput)
        close(itsOutput)
    }

    deinit {
        // The browser leads the group of all processes that it has started.
        kill(-process, SIGKILL)
        waitpid(process, nil, 0)
        close(input)
        close(output)
        TestDirectory.remove(directory)
    }

    func write(_ message: String) throws {
        let bytes = Array(message.utf8) + [0]
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(input, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            guard count > 0 else { throw BrowserError("The browser reads no more.") }
            written += count
        }
    }

    /// Waits for the next message; throws after a minute of silence.
    func read() throws -> [UInt8] {
        while true {
            if let end = received[searched...].firstIndex(of: 0) {
                let message = Array(received[..<end])
                received.removeFirst(end + 1)
                searched = 0
                return message
            }
            searched = received.count
            var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, Self.silenceMilliseconds) > 0 else {
                throw BrowserError("The browser no longer responds.")
            }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = Glibc.read(output, &chunk, chunk.count)
            guard count > 0 else {
                let log = (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? ""
                throw BrowserError("The browser has ended: \(log.suffix(2_000))")
            }
            received.append(contentsOf: chunk[..<count])
        }
    }

    private static let silenceMilliseconds: Int32 = 60_000

    /// Makes a pipe with high descriptors, so that the child's own ones don't overwrite them.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw BrowserError("There is no pipe.") }
        let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
        for end in ends { close(end) }
        return (moved[0], moved[1])
    }

    private static func spawn(
        _ arguments: [String],
        _ input: Int32,
        _ output: Int32,
        log: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_adddup2(&actions, input, 3)
        posix_spawn_file_actions_adddup2(&actions, output, 4)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var strings = arguments.map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, arguments[0], &actions, &attributes, &strings, environ)
        guard error == 0 else {
            throw BrowserError("Chromium does not start: \(String(cString: strerror(error)))")
        }
        return process
    }
}
