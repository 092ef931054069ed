import Foundation
import Testing

/// Processes, machines, networks, disks and clocks that fail under load.
///
/// One test at a time, since each needs the machine to itself to keep within a promised time.
@Suite(.serialized) enum CrashTests {}

/// How often a crash test repeats itself: a few times in `make test`, `TALLY_CRASH_ROUNDS` times as often in
/// `make test-crash`.
enum Rounds {
    private static let asked =
        ProcessInfo.processInfo.environment["TALLY_CRASH_ROUNDS"].flatMap { Int($0) }

    static var isLong: Bool { asked != nil }

    /// `short`, or `each` for each round that was asked for.
    static func count(short: Int, each: Int) -> Int { asked.map { $0 * each } ?? short }
}
