import Glibc
import Model

/// Where the write side takes the time from.
package protocol TimeSource {
    /// The date and time.
    ///
    /// May jump.
    func now() -> Timestamp

    /// Never goes back.
    func uptime() -> MonotonicTime
}

/// The machine's clocks.
package struct SystemTime: TimeSource, Sendable {
    package init() {}

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
        )
    }

    package func uptime() -> MonotonicTime { .now }
}
