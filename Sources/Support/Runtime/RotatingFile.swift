import Glibc

/// A log file that is renamed when it reaches its limit: `name.1` is the newest renamed one.
///
/// It stays open while the process runs. Lines that can't be written are lost: a log must not stop the
/// service.
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
