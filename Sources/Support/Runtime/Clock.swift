import Glibc

/// The clocks that this target reads.
package enum Clock {
    /// Milliseconds of the monotonic clock, from an unspecified start.
    package static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Seconds since 1970 by the machine's own clock, for its log.
    ///
    /// Cheap: the kernel's last tick.
    package static var unixSeconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Int64(time.tv_sec)
    }
}
