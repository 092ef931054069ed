import Text

/// Microseconds since 1970-01-01T00:00:00Z.
///
/// Valid from year 1 to 9999.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    package func advanced(bySeconds seconds: Int) -> Timestamp {
        Timestamp(microseconds: microseconds + Int64(seconds) * 1_000_000)
    }
}

/// A reading of the clock that never goes back, to measure how long something waits.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Since an unspecified start.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The present time of this machine.
    package static var now: MonotonicTime {
        MonotonicTime(nanoseconds: SystemClock.monotonicNanoseconds)
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// The clocks that decisions and waits are made by.
package protocol TimeSource {
    /// Returns the date and time, which may jump.
    func now() -> Timestamp

    /// Returns the time of a clock that never goes back.
    func uptime() -> MonotonicTime
}

/// The machine's clocks.
package struct SystemTime: TimeSource, Sendable {
    package init() {}

    package func now() -> Timestamp {
        Timestamp(microseconds: SystemClock.unixMicroseconds)
    }

    package func uptime() -> MonotonicTime { .now }
}
