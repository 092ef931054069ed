import HTTP
import Queries

/// A file ready to be sent, plain and compressed.
struct ServedFile: Sendable {
    /// The same content in one coding.
    private struct Variant: Sendable {
        let body: [UInt8]
        /// Differs from the tag of the other variant (RFC 9110 section 8.8.3.3).
        let tag: ETag
        let fields: [UInt8]

        init(_ body: [UInt8], _ headers: HeaderLines, isCompressed: Bool) {
            self.body = body
            let tag = ETag(of: body)
            self.tag = tag
            var headers = headers
            headers.add("ETag") { tag.append(to: &$0) }
            headers.add("Vary", "Accept-Encoding")
            if isCompressed { headers.add("Content-Encoding", "gzip") }
            fields = headers.bytes
        }
    }

    private let type: ContentType
    private let plain: Variant
    /// Nil if it would not be smaller, or without zlib.
    private let compressed: Variant?

    init(_ content: [UInt8], _ type: ContentType, _ headers: HeaderLines, _ zlib: Zlib?) {
        self.type = type
        plain = Variant(content, headers, isCompressed: false)
        let smaller = zlib?.gzip(content).flatMap { $0.count < content.count ? $0 : nil }
        compressed = smaller.map { Variant($0, headers, isCompressed: true) }
    }

    /// The answer to a request; 304 if the client already has the content.
    func answer(to request: borrowing Request) -> Response {
        let variant = request.acceptsGzip ? compressed ?? plain : plain
        let isKnown = request.header("if-none-match").map(variant.tag.isNamed(in:)) ?? false
        return Response(
            isKnown ? .notModified : .ok,
            contentType: type,
            fields: variant.fields,
            body: isKnown ? [] : variant.body
        )
    }
}
