import Glibc

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
