import Glibc

/// A part of the parsed bytes, by offset, so that nothing is copied or pinned.
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

/// Request method (RFC 9110 §9); methods that the service never routes share `other`.
package enum Method: Sendable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options
    case other

    /// The word in a request; empty for one that no operation has.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: ""
        }
    }
}

/// The target of a request line in its forms (RFC 9112 §3.2), reduced to path and query.
struct RequestTarget {
    let path: ByteRange
    let query: ByteRange

    init(
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int,
        _ method: Method
    ) throws(ParseError) {
        var isValid = end > start
        for index in start..<end { isValid = isValid && ByteClass.isTarget(base[index]) }
        guard isValid else { throw .invalidTarget }
        if base[start] == UInt8(ascii: "/") {
            self.init(base, from: start, end)
        } else if base[start] == UInt8(ascii: "*"), end == start + 1, method == .options {
            self.init(path: ByteRange(start, end), query: ByteRange(end, end))
        } else if let authority = Self.authority(base, start, end) {
            var pathStart = authority
            while pathStart < end, base[pathStart] != UInt8(ascii: "/"),
                base[pathStart] != UInt8(ascii: "?")
            {
                guard ByteClass.isHost(base[pathStart]) else { throw .invalidTarget }
                pathStart += 1
            }
            guard pathStart > authority else { throw .invalidTarget }
            if pathStart < end, base[pathStart] == UInt8(ascii: "/") {
                self.init(base, from: pathStart, end)
            } else {
                // No path means the root: the slash before the authority is used as the path.
                self.init(
                    path: ByteRange(authority - 1, authority),
                    query: ByteRange(min(pathStart + 1, end), end)
                )
            }
        } else {
            throw .invalidTarget
        }
    }

    private init(path: ByteRange, query: ByteRange) {
        self.path = path
        self.query = query
    }

    private init(_ base: UnsafeRawPointer, from start: Int, _ end: Int) {
        if let found = memchr(base + start, Int32(UInt8(ascii: "?")), end - start) {
            let mark = UnsafeRawPointer(found) - base
            self.init(path: ByteRange(start, mark), query: ByteRange(mark + 1, end))
        } else {
            self.init(path: ByteRange(start, end), query: ByteRange(end, end))
        }
    }

    /// Where the authority of an absolute target starts; schemes have no case (RFC 3986 §3.1).
    private static func authority(
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int
    ) -> Int? {
        if end - start > 7, matches(base + start, "http://") { return start + 7 }
        if end - start > 8, matches(base + start, "https://") { return start + 8 }
        return nil
    }
}
