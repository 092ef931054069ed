import Glibc

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
                // No path means the root: the slash before the authority stands in for it.
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
