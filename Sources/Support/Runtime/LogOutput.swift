import Glibc
import Synchronization

/// The output of log lines: standard error, and a rotated file if one is set.
///
/// Lines of requests wait in a bounded buffer until a thread of the node writes them, so that no
/// request waits for a disk or a terminal; those beyond the buffer are dropped and counted.
package final class LogOutput: Sendable {
    /// The output of this process: a log belongs to the process, as standard error does.
    package static let shared = LogOutput()

    /// The limit of bytes that wait.
    private static let bufferBytes = 4 << 20

    private struct Buffer {
        var lines: [UInt8] = []
        var dropped = 0
    }

    private struct Sink {
        var file: RotatingFile?
        /// Whether a person reads standard error, who is told what is wrong, in words.
        var speaksToPerson = false

        /// `words` are for a person; nil for what a person does not need.
        mutating func put(_ lines: [UInt8], words: String?) {
            let shown = speaksToPerson ? Array((words ?? "").utf8) : lines
            _ = Glibc.write(STDERR_FILENO, shown, shown.count)
            file?.write(lines)
        }
    }

    private let buffer = Mutex(Buffer())
    private let sink = Mutex(Sink())

    /// Also writes to the file from now on.
    package func open(_ file: RotatingFile) {
        sink.withLock { $0.file = file }
    }

    /// From now on standard error gets warnings and errors in words; a file still gets every line.
    package func speakToPerson() {
        sink.withLock { $0.speaksToPerson = true }
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

    /// Writes the waiting lines; to be called several times a second, away from the event loops.
    package func flush() {
        let lines = buffer.withLock { buffer in
            defer { buffer.lines = [] }
            return buffer.lines
        }
        guard !lines.isEmpty else { return }
        sink.withLock { $0.put(lines, words: nil) }
    }

    /// Writes a rare line, which must not be lost, at once after the waiting ones.
    ///
    /// `words` say the same to a person; nil for what a person does not need.
    func write(_ line: [UInt8], words: String?) {
        flush()
        sink.withLock { $0.put(line, words: words) }
    }

    /// How often lines were lost since the start because the buffer was full.
    package var dropped: Int { buffer.withLock { $0.dropped } }
}

/// A log file that is renamed when it reaches its limit: `name.1` is the newest renamed one.
///
/// It stays open while the process runs. Lines that can't be written are lost: a log must not stop
/// the service.
package struct RotatingFile: Sendable {
    private let path: String
    private let limitBytes: Int
    private let kept: Int
    private var descriptor: Int32
    private var size: Int

    /// `kept` is the number of renamed files to keep, at least one.
    ///
    /// Throws a complaint if the file can't be opened for writing.
    package init(_ path: String, limitBytes: Int, kept: Int) throws(Complaint) {
        self.path = path
        self.limitBytes = limitBytes
        self.kept = kept
        descriptor = Self.open(path)
        guard descriptor >= 0 else {
            throw Complaint(
                "Can't write the log file \(path): \(String(cString: strerror(errno)))."
            )
        }
        size = Int(lseek(descriptor, 0, SEEK_END))
    }

    /// Appends whole lines.
    mutating func write(_ lines: [UInt8]) {
        if size > 0, size + lines.count > limitBytes { rotate() }
        guard descriptor >= 0 else { return }
        let written = Glibc.write(descriptor, lines, lines.count)
        if written > 0 { size += written }
    }

    private mutating func rotate() {
        if descriptor >= 0 { close(descriptor) }
        for number in stride(from: kept - 1, through: 1, by: -1) {
            rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        rename(path, "\(path).1")
        descriptor = Self.open(path)
        size = descriptor >= 0 ? Int(lseek(descriptor, 0, SEEK_END)) : 0
    }

    /// Only its owner may read it.
    private static func open(_ path: String) -> Int32 {
        Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    }
}
