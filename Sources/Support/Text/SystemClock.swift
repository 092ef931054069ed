import Glibc

/// The clocks of the machine, in whole numbers.
package enum SystemClock {
    /// Nanoseconds of a clock that never goes back, from an unspecified start (`CLOCK_MONOTONIC`).
    package static var monotonicNanoseconds: Int64 {
        let time = read(CLOCK_MONOTONIC)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Microseconds of the clock that never goes back.
    package static var monotonicMicroseconds: Int64 { monotonicNanoseconds / 1_000 }

    /// Milliseconds of the clock that never goes back.
    package static var monotonicMilliseconds: Int64 { monotonicNanoseconds / 1_000_000 }

    /// Microseconds since 1970 by the machine's date and time, which may jump (`CLOCK_REALTIME`).
    package static var unixMicroseconds: Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// Seconds since 1970 as of the kernel's last tick: cheap, and a few milliseconds old at most.
    package static var coarseUnixSeconds: Int64 { Int64(read(CLOCK_REALTIME_COARSE).tv_sec) }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
