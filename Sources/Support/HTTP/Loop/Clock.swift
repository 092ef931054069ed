import Glibc

/// Milliseconds that never go back; what deadlines are measured in.
func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// Seconds since 1970, cheap and a few milliseconds old at most.
func wallSeconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return time.tv_sec
}

/// `Date: Tue, 15 Nov 1994 08:12:31 GMT` and CRLF (RFC 9110 §5.6.7).
func dateField(_ seconds: Int) -> [UInt8] {
    var time = seconds
    var parts = tm()
    gmtime_r(&time, &parts)
    return [UInt8](unsafeUninitializedCapacity: 64) { bytes, count in
        // The process never calls setlocale, so the names are the English ones of the C locale.
        count = bytes.withMemoryRebound(to: CChar.self) { text in
            text.baseAddress.map {
                strftime($0, 64, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts)
            } ?? 0
        }
    }
}
