import Glibc
import Synchronization

/// Where log lines go: standard error, and a rotated file if one is asked for.
///
/// Lines of requests wait in a bounded buffer until a thread of the node writes them, so that no
/// request waits for a disk or a terminal; those beyond the buffer are dropped and counted.
package final class LogOutput: Sendable {
    /// The one of this process: a log belongs to the process, as standard error does.
    package static let shared = LogOutput()

    /// Bytes that wait to be written at most.
    private static let bufferBytes = 4 << 20

    private struct Buffer {
        var lines: [UInt8] = []
        var dropped = 0
    }

    private struct Sink {
        var file: RotatingFile?

        mutating func put(_ lines: [UInt8]) {
            _ = Glibc.write(STDERR_FILENO, lines, lines.count)
            file?.write(lines)
        }
    }

    private let buffer = Mutex(Buffer())
    private let sink = Mutex(Sink())

    /// Also writes to the file from now on.
    package func open(_ file: RotatingFile) {
        sink.withLock { $0.file = file }
    }

    /// Keeps whole lines until the next `flush`.
    package func add(_ lines: [UInt8]) {
        buffer.withLock { buffer in
            guard buffer.lines.count + lines.count <= Self.bufferBytes else {
                buffer.dropped += 1
                return
            }
            buffer.lines += lines
        }
    }

    /// Writes what waits; to be called some times a second, away from the event loops.
    package func flush() {
        let lines = buffer.withLock { buffer in
            defer { buffer.lines = [] }
            return buffer.lines
        }
        guard !lines.isEmpty else { return }
        sink.withLock { $0.put(lines) }
    }

    /// Writes a line at once, after those that wait: for what is rare and must not be lost.
    func write(_ line: [UInt8]) {
        flush()
        sink.withLock { $0.put(line) }
    }

    /// Times that lines were lost since the start because the buffer was full.
    package var dropped: Int { buffer.withLock { $0.dropped } }
}
