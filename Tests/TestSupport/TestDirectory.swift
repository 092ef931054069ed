import Foundation
import Glibc

/// Directories for tests, each new, below the system's directory for temporary files.
package enum TestDirectory {
    /// Makes one.
    ///
    /// The server's user must be able to pass through it even when the tests run as root.
    package static func make(_ name: String) -> String {
        let parent = FileManager.default.temporaryDirectory.path
        let path = "\(parent)/tally-test-\(getpid())-\(name)-\(UInt32.random(in: 0 ... .max))"
        mkdir(path, 0o755)
        chmod(path, 0o755)
        return path
    }

    package static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
