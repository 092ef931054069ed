import Foundation
import Glibc
import TestSupport

/// The time of day of one process or PostgreSQL, which a test shifts while it runs.
///
/// The library of the same name changes the time of day for the process, and not the monotonic
/// clocks.
final class ShiftedClock {
    private let directory = TestDirectory.make("clock")
    private var file: String { directory + "/shift" }
    private var library: String { directory + "/libShiftedClock.so" }

    /// Copies the library to a directory that every user can read.
    init(seconds: Int64 = 0) throws {
        let built = URL(fileURLWithPath: TallyProcess.path).deletingLastPathComponent()
            .appendingPathComponent("libShiftedClock.so")
        try FileManager.default.copyItem(
            atPath: built.path,
            toPath: directory + "/libShiftedClock.so"
        )
        try shift(seconds: seconds)
        for path in [file, library] { chmod(path, 0o755) }
    }

    deinit {
        TestDirectory.remove(directory)
    }

    /// For the process whose clock it is.
    var environment: [String: String] {
        ["LD_PRELOAD": library, "TALLY_SHIFTED_CLOCK": file]
    }

    /// Sets how far the clock is ahead; a negative number sets it back.
    func shift(seconds: Int64) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(descriptor) }
        // In one write, since the process may read it at any moment.
        let written = withUnsafeBytes(of: seconds * 1_000_000_000) {
            pwrite(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard written == 8 else { throw Tool.Failure(description: "\(file) can't be written") }
    }
}
