import Foundation
import Testing

/// Processes, machines, networks, disks and clocks that fail under load.
///
/// One test at a time, since each needs the whole machine to meet its time limits.
@Suite(.serialized) enum CrashTests {}

/// The number of rounds of a crash test: a few in `make test`, and `TALLY_CRASH_ROUNDS` times as
/// many in `make test-crash`.
enum Rounds {
    private static let asked =
        ProcessInfo.processInfo.environment["TALLY_CRASH_ROUNDS"].flatMap { Int($0) }

    static var isLong: Bool { asked != nil }

    /// `short`, or `each` for each requested round.
    static func count(short: Int, each: Int) -> Int { asked.map { $0 * each } ?? short }
}
