import Glibc

/// Reads request heads (RFC 9112) strictly: it refuses everything that two readers could understand
/// differently.
///
/// A pure state: it does no I/O, and keeps only the fields of the last head between calls, in
/// storage that is used again. It starts over with more bytes. Since a caller asks only when a line
/// is complete, a head is read at most once per field, even if it arrives byte by byte.
struct HeadParser {
    /// Fields of the head that was read last.
    private(set) var fields: [Field] = []
    private let limits: HTTPOptions

    /// What the fields so far say about the message itself.
    private var hasHost = false
    private var hasLength = false
    private var hasTransferEncoding = false
    private var head = Head()

    init(_ limits: HTTPOptions) {
        self.limits = limits
        fields.reserveCapacity(limits.fields)
    }

    /// The head at the start of `input`, or nil if more bytes are needed; throws what is wrong as
    /// soon as a line shows it.
    mutating func parse(_ input: UnsafeRawBufferPointer) throws(ParseError) -> Head? {
        guard let base = input.baseAddress, let first = input.first else { return nil }
        fields.removeAll(keepingCapacity: true)
        hasHost = false
        hasLength = false
        hasTransferEncoding = false
        head = Head()
        // One empty line before a request is skipped (RFC 9112 §2.2). Anything else that cannot
        // start a method is refused at once; a TLS greeting, for example, may hold no line end.
        var start = 0
        if first == UInt8(ascii: "\r") {
            guard input.count > 2 else {
                if input.count == 2, input[1] != UInt8(ascii: "\n") {
                    throw .malformedRequestLine
                }
                return nil
            }
            guard input[1] == UInt8(ascii: "\n") else { throw .malformedRequestLine }
            start = 2
        }
        guard ByteClass.isToken(input[start]) else { throw .invalidMethod }

        let end = min(input.count, limits.headBytes)
        guard let requestLine = try line(base, start, end) else {
            if end == limits.headBytes { throw .targetTooLong }
            return nil
        }
        try readRequestLine(base, start, requestLine)
        var next = requestLine + 2
        while let lineEnd = try line(base, next, end) {
            if lineEnd == next {
                head.bytes = lineEnd + 2
                try finish(base)
                return head
            }
            guard fields.count < limits.fields else { throw .tooManyFields }
            try readField(base, next, lineEnd)
            next = lineEnd + 2
        }
        if end == limits.headBytes { throw .headTooLarge }
        return nil
    }

    /// Where the line from `start` ends, before its CRLF; nil if it is not complete.
    private func line(
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int
    ) throws(ParseError) -> Int? {
        guard start < end, let found = memchr(base + start, 0x0a, end - start) else { return nil }
        let feed = UnsafeRawPointer(found) - base
        guard feed > start, base.load(fromByteOffset: feed - 1, as: UInt8.self) == 0x0d else {
            throw .bareLineFeed
        }
        return feed - 1
    }

    private mutating func readRequestLine(
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int
    ) throws(ParseError) {
        guard let methodEnd = space(base, start, end),
            let targetEnd = space(base, methodEnd + 1, end)
        else { throw .malformedRequestLine }
        guard methodEnd > start else { throw .invalidMethod }
        for index in start..<methodEnd where !ByteClass.isToken(base[index]) {
            throw .invalidMethod
        }
        guard targetEnd - methodEnd - 1 <= limits.targetBytes else { throw .targetTooLong }
        head.method = Method(base + start, count: methodEnd - start)
        let target = try RequestTarget(base, methodEnd + 1, targetEnd, head.method)
        head.path = target.path
        head.query = target.query
        try readVersion(base, targetEnd + 1, end)
    }

    private mutating func readVersion(
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int
    ) throws(ParseError) {
        guard end - start == 8, memcmp(base + start, "HTTP/", 5) == 0,
            base[start + 6] == UInt8(ascii: "."), isDigit(base[start + 5]),
            isDigit(base[start + 7])
        else { throw .invalidVersion }
        guard base[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        head.isOld = base[start + 7] == UInt8(ascii: "0")
        // Keep-alive of HTTP/1.0 is an extension with traps of its own (RFC 9112 §C.2.2).
        head.keepsAlive = !head.isOld
    }

    private mutating func readField(
        _ base: UnsafeRawPointer,
        _ start: Int,
        _ end: Int
    ) throws(ParseError) {
        if base[start] == 0x20 || base[start] == 0x09 { throw .foldedField }
        var colon = start
        while colon < end, ByteClass.isToken(base[colon]) { colon += 1 }
        guard colon > start, colon < end, base[colon] == UInt8(ascii: ":") else {
            throw .invalidFieldName
        }
        var valueStart = colon + 1
        var valueEnd = end
        while valueStart < valueEnd, isBlank(base[valueStart]) { valueStart += 1 }
        while valueEnd > valueStart, isBlank(base[valueEnd - 1]) { valueEnd -= 1 }
        var isValid = true
        for index in valueStart..<valueEnd {
            isValid = isValid && ByteClass.isFieldValue(base[index])
        }
        guard isValid else { throw .invalidFieldValue }
        let field = Field(
            name: ByteRange(start, colon),
            value: ByteRange(valueStart, valueEnd)
        )
        fields.append(field)
        try interpret(base, field)
    }

    /// Handles the few fields that concern the message itself.
    private mutating func interpret(_ base: UnsafeRawPointer, _ field: Field) throws(ParseError) {
        let name = base + Int(field.name.start)
        let value = UnsafeRawBufferPointer(
            start: base + Int(field.value.start),
            count: Int(field.value.count)
        )
        switch field.name.count {
        case 4 where matches(name, "host"):
            if hasHost { throw .repeatedHost }
            hasHost = true
            guard !value.isEmpty, value.allSatisfy(ByteClass.isHost) else { throw .invalidHost }
        case 6 where matches(name, "expect"):
            guard equals(value, "100-continue") else { throw .unknownExpectation }
            // A client of HTTP/1.0 does not know the interim answer (RFC 9110 §10.1.1).
            head.expectsContinue = !head.isOld
        case 10 where matches(name, "connection"):
            let asksClose = value.split(separator: UInt8(ascii: ",")).contains { option in
                equals(trimmed(UnsafeRawBufferPointer(rebasing: option)), "close")
            }
            if asksClose { head.keepsAlive = false }
        case 14 where matches(name, "content-length"):
            if hasLength { throw .repeatedContentLength }
            hasLength = true
            head.bodyBytes = try length(value)
        case 17 where matches(name, "transfer-encoding"):
            hasTransferEncoding = true
        default:
            break
        }
    }

    /// Checks that need all fields.
    private func finish(_ base: UnsafeRawPointer) throws(ParseError) {
        if hasTransferEncoding {
            throw hasLength || head.isOld ? .transferEncodingWithLength : .transferEncoding
        }
        guard hasHost || head.isOld else { throw .missingHost }
        guard head.bodyBytes <= limits.bodyBytes else {
            guard takesLargeBody(base) else { throw .bodyTooLarge }
            guard head.bodyBytes <= limits.largeBodyBytes else { throw .largeBodyTooLarge }
            return
        }
    }

    /// Whether the request is for a path to which larger bodies may be posted.
    private func takesLargeBody(_ base: UnsafeRawPointer) -> Bool {
        let start = base + Int(head.path.start)
        return head.method == .post
            && limits.largeBodyPaths.contains { path in
                path.utf8CodeUnitCount == head.path.count
                    && memcmp(start, path.utf8Start, path.utf8CodeUnitCount) == 0
            }
    }

    /// A length of digits only; one that overflows becomes a very large length.
    private func length(_ value: UnsafeRawBufferPointer) throws(ParseError) -> Int {
        guard !value.isEmpty, value.allSatisfy(isDigit) else { throw .invalidContentLength }
        var sum = 0
        for digit in value {
            sum = min(sum, Int.max / 16) * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return sum
    }
}
