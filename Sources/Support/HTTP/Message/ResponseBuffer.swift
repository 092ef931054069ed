import Glibc
import Text

/// The buffer for answers: the connection sends its bytes next.
package struct ResponseBuffer {
    /// Answers of this turn that are not sent yet.
    var bytes: [UInt8] = []
    /// `Date: …\r\n`, replaced by the loop once a second.
    var date: [UInt8] = []
    /// Whether the current request wants no body.
    var dropsBody = false
    /// Whether the current answer is the connection's last.
    var closes = false
    /// Whether the current request came by HTTP/1.0, whose clients know no chunks.
    var isOld = false
    /// Header lines for whatever answer the current request gets, each `Name: value\r\n`; the
    /// handler sets them before it answers or defers.
    package var fields: [UInt8] = []
    /// Whether the current request has its answer.
    private(set) var isAnswered = false
    /// Whether that answer goes on as a stream; never for a HEAD request.
    private(set) var isStream = false
    /// Whether that stream is a document.
    private(set) var isDownload = false

    /// Prepares for the answer to another request.
    mutating func begin(
        dropsBody: Bool,
        closes: Bool,
        isOld: Bool = false,
        fields: [UInt8] = []
    ) {
        self.dropsBody = dropsBody
        self.closes = closes
        self.isOld = isOld
        self.fields = fields
        isDownload = false
        isAnswered = false
        isStream = false
    }

    /// Appends an answer; the first one of a request counts, further ones are ignored.
    ///
    /// A HEAD request gets the length of the body and not its bytes; 204 and 304 get neither.
    package mutating func send(_ response: Response) {
        let status = response.status
        guard !isAnswered else { return }
        isAnswered = true
        isStream = response.isStream && !dropsBody
        isDownload = isStream && response.isDownload
        bytes.append("HTTP/1.1 ")
        bytes.appendDecimal(Int64(status.rawValue))
        bytes.append(UInt8(ascii: " "))
        bytes.append(status.reason)
        bytes.append("\r\n")
        bytes.append(contentsOf: date)
        if !status.isBodiless {
            if !response.body.isEmpty || response.isStream {
                bytes.append("Content-Type: ")
                bytes.append(response.contentType.value)
                // Otherwise a browser might take a user's text in an answer for a page.
                bytes.append("\r\nX-Content-Type-Options: nosniff\r\n")
            }
            if !response.isStream {
                bytes.append("Content-Length: ")
                bytes.appendDecimal(Int64(response.body.count))
                bytes.append("\r\n")
            }
        }
        if isDownload, !isOld { bytes.append("Transfer-Encoding: chunked\r\n") }
        if closes || isStream { bytes.append("Connection: close\r\n") }
        bytes.append(contentsOf: response.fields)
        bytes.append(contentsOf: fields)
        bytes.append("\r\n")
        guard !dropsBody, !status.isBodiless else { return }
        if isDownload, !isOld {
            bytes.append(chunk: response.body)
        } else {
            bytes.append(contentsOf: response.body)
        }
    }
}

extension [UInt8] {
    /// Appends a chunk of a body (RFC 9112 §7.1); nothing for no bytes, which would be the end.
    mutating func append(chunk bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        append(contentsOf: String(bytes.count, radix: 16).utf8)
        append("\r\n")
        append(contentsOf: bytes)
        append("\r\n")
    }

    /// Appends the end of a body in chunks.
    mutating func appendLastChunk() { append("0\r\n\r\n") }
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
