import Testing

@testable import HTTP

/// A parser's result for some bytes, with copies of the views.
enum Verdict: Equatable {
    case more
    case refused(ParseError)
    case accepted(method: Method, path: String, query: String, head: Int, body: Int)
}

/// Escapes control bytes, so that a case reads well in the list of tests.
struct Raw: CustomTestStringConvertible, Sendable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var testDescription: String {
        String(decoding: bytes.prefix(120), as: UTF8.self).debugDescription
    }
}

func judge(_ bytes: [UInt8], _ limits: HTTPOptions = HTTPOptions()) -> Verdict {
    var parser = HeadParser(limits)
    // A copy of exactly this size, so that a sanitizer sees a read after the end.
    let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { exact.deallocate() }
    exact.copyBytes(from: bytes)
    let input = UnsafeRawBufferPointer(exact)
    do {
        guard let head = try parser.parse(input) else { return .more }
        func text(_ range: ByteRange) -> String {
            let start = Int(range.start)
            return String(decoding: input[start..<start + Int(range.count)], as: UTF8.self)
        }
        return .accepted(
            method: head.method,
            path: text(head.path),
            query: text(head.query),
            head: head.bytes,
            body: head.bodyBytes
        )
    } catch {
        return .refused(error)
    }
}
