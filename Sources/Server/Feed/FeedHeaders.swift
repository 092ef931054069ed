import HTTP

/// What a request for the feed says in its headers.
enum FeedHeaders {
    /// The last id that the reader has seen, nil if it begins.
    ///
    /// An empty one is what a browser has before the first.
    static func lastEventID(_ request: borrowing Request) throws(Problem) -> Int64? {
        guard let value = request.header("last-event-id"), !value.isEmpty else { return nil }
        let isNumber = value.count <= 19 && value.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, request.headerCount("last-event-id") == 1,
            let id = Int64(String(decoding: value, as: UTF8.self))
        else {
            throw .invalid([
                Problem.FieldError(
                    field: "Last-Event-ID",
                    detail: "must be the id of a frame: digits, once"
                )
            ])
        }
        return id
    }

    /// The value of the feed's cookie (RFC 6265, section 4.2), valid as long as the request; nil if there
    /// is none.
    static func cookie(_ request: borrowing Request) -> UnsafeRawBufferPointer? {
        guard let value = request.header("cookie") else { return nil }
        let name = Array((FeedCookie.name + "=").utf8)
        for pair in value.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: name) else { continue }
            return UnsafeRawBufferPointer(rebasing: pair.dropFirst(name.count))
        }
        return nil
    }
}
