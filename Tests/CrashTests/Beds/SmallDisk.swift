import Foundation
import Glibc
import TestSupport
import Testing

/// A file system in memory that is soon full, for one test.
final class SmallDisk {
    static let need: Comment = "needs root, and the right to mount a file system in memory"

    /// Whether one can be mounted here.
    static let isPossible = geteuid() == 0 && (try? SmallDisk(megabytes: 1)) != nil

    let directory: String
    private var filler: String { directory + "/filler" }

    init(megabytes: Int) throws {
        directory = TestDirectory.make("disk")
        do {
            try Tool.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=\(megabytes)m,mode=755",
                "tmpfs",
                directory
            )
        } catch {
            TestDirectory.remove(directory)
            throw error
        }
    }

    deinit {
        // A process with an open file keeps the file system until it ends.
        _ = try? Tool.run("umount", "-l", directory)
        TestDirectory.remove(directory)
    }

    /// Takes all free space.
    func fill() throws {
        let descriptor = open(filler, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        guard descriptor >= 0 else { throw Tool.Failure(description: "\(filler) can't be made") }
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(descriptor, block, block.count) == block.count {}
    }

    /// Frees the space again.
    func free() {
        unlink(filler)
    }
}
