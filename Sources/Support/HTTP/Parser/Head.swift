/// A part of the bytes that were parsed, by offset, so that nothing is copied nor pinned.
struct ByteRange: Equatable, Sendable {
    var start: UInt32 = 0
    var count: UInt32 = 0

    init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.count = UInt32(truncatingIfNeeded: end - start)
    }
}

/// One header field.
struct Field: Equatable, Sendable {
    let name: ByteRange
    let value: ByteRange
}

/// What a request's head says; its fields stay in the parser.
struct Head: Equatable, Sendable {
    var method = Method.other
    /// Raw, from the first slash up to the question mark; `*` for a server-wide OPTIONS.
    var path = ByteRange(0, 0)
    /// Raw, behind the question mark.
    var query = ByteRange(0, 0)
    /// HTTP/1.0 rather than 1.1 (any later 1.x is treated as 1.1, RFC 9110 §2.5).
    var isOld = false
    /// Whether the connection carries another request after this one.
    var keepsAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body.
    var expectsContinue = false
    /// Length of the head with its empty line.
    var bytes = 0
    /// Length of the body that follows.
    var bodyBytes = 0
}
