import Foundation
import Testing

/// Processes, machines, networks, disks and clocks that fail under load.
///
/// One test at a time, since each needs the whole machine to meet its time limits.
@Suite(.serialized) enum CrashTests {}

/// The number of rounds of a crash test: one for each of `TALLY_CRASH_ROUNDS`, as `make test-crash`
/// sets it, and one in `make test`.
enum Rounds {
    private static let asked =
        ProcessInfo.processInfo.environment["TALLY_CRASH_ROUNDS"].flatMap { Int($0) }

    static var isLong: Bool { asked != nil }

    /// `each` for each requested round.
    static func count(each: Int) -> Int { (asked ?? 1) * each }
}

extension Trait where Self == ConditionTrait {
    /// For suites that take minutes.
    static var long: Self { .enabled(if: Rounds.isLong, "make test-crash runs it") }
}
