import API
import HTTP
import Queries

/// A file ready to be sent, plain and compressed.
struct ServedFile: Sendable {
    private let type: ContentType
    private let plain: (coding: ContentCoding, body: [UInt8])
    /// Nil if it would not be smaller, or without zlib.
    private let compressed: (coding: ContentCoding, body: [UInt8])?

    init(_ content: [UInt8], _ type: ContentType, _ headers: HeaderLines, _ zlib: Zlib?) {
        func variant(_ body: [UInt8], isCompressed: Bool) -> (ContentCoding, [UInt8]) {
            (ContentCoding(ETag(of: body), headers, isCompressed: isCompressed), body)
        }
        self.type = type
        plain = variant(content, isCompressed: false)
        let smaller = zlib?.gzip(content).flatMap { $0.count < content.count ? $0 : nil }
        compressed = smaller.map { variant($0, isCompressed: true) }
    }

    /// The answer to a request; 304 if the client already has the content of an answer that is ok.
    func answer(to request: borrowing Request, status: Status = .ok) -> Response {
        let (coding, body) = request.acceptsGzip ? compressed ?? plain : plain
        return coding.answer(to: request, status: status, type) { body }
    }
}

/// A long text that begins differently in each answer; the rest is made and compressed once.
struct SplicedFile: Sendable {
    private let type: ContentType
    private let headers: HeaderLines
    private let rest: [UInt8]
    private let restTag: ETag
    /// Nil without zlib.
    private let deflated: (zlib: Zlib, rest: Zlib.Deflated)?

    init(endingWith rest: [UInt8], _ type: ContentType, _ headers: HeaderLines, _ zlib: Zlib?) {
        self.type = type
        self.headers = headers
        self.rest = rest
        restTag = ETag(of: rest)
        deflated = zlib.flatMap { zlib in zlib.deflate(rest).map { (zlib, $0) } }
    }

    /// The answer to a request; 304 if the client already has this content.
    func answer(to request: borrowing Request, beginning: [UInt8]) -> Response {
        let deflated = request.acceptsGzip ? deflated : nil
        let isCompressed: UInt8 = deflated == nil ? 0 : 1
        let tag = ETag(of: [isCompressed] + restTag.bytes + beginning)
        let coding = ContentCoding(tag, headers, isCompressed: deflated != nil)
        return coding.answer(to: request, type) {
            deflated.map { $0.zlib.gzip(beginning, $0.rest) } ?? beginning + rest
        }
    }
}

/// What an answer says of its content in one coding.
struct ContentCoding: Sendable {
    /// Differs from the tag of the other coding (RFC 9110 section 8.8.3.3).
    private let tag: ETag
    private let fields: [UInt8]

    init(_ tag: ETag, _ headers: HeaderLines, isCompressed: Bool) {
        self.tag = tag
        var headers = headers
        headers.add("ETag") { tag.append(to: &$0) }
        headers.add("Vary", "Accept-Encoding")
        if isCompressed { headers.add("Content-Encoding", "gzip") }
        fields = headers.bytes
    }

    func answer(
        to request: borrowing Request,
        status: Status = .ok,
        _ type: ContentType,
        body: () -> [UInt8]
    ) -> Response {
        let isKnown =
            status == .ok && request.header("if-none-match").map(tag.isNamed(in:)) ?? false
        return Response(
            isKnown ? .notModified : status,
            contentType: type,
            fields: fields,
            body: isKnown ? [] : body()
        )
    }
}

extension Request {
    /// Whether the client accepts an answer that is compressed by gzip (RFC 9110 section 12.5.3).
    var acceptsGzip: Bool {
        header("accept-encoding").map { AcceptedCodings($0).containsGzip } ?? false
    }

    /// Whether the client names HTML among the types that it accepts, as browsers do for a page.
    var acceptsHTML: Bool {
        header("accept").map { accepted in
            String(decoding: accepted, as: UTF8.self).lowercased().split(separator: ",").contains {
                $0.split(separator: ";").first?.filter { $0 != " " } == "text/html"
            }
        } ?? false
    }
}

/// The value of an `Accept-Encoding` header.
struct AcceptedCodings {
    /// Whether gzip is accepted by its own entry or, without one, by the entry `*`.
    let containsGzip: Bool

    init(_ value: some Collection<UInt8>) {
        var gzip: Bool?
        var others: Bool?
        for entry in String(decoding: value, as: UTF8.self).lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let isWanted = !parts.dropFirst().contains(where: Self.isZero)
            switch parts.first {
            case "gzip", "x-gzip": gzip = isWanted
            case "*": others = isWanted
            default: break
            }
        }
        containsGzip = gzip ?? others ?? false
    }

    /// A weight of zero, such as `q=0.0`, excludes a coding; so does a weight that is not a number.
    private static func isZero(_ parameter: String) -> Bool {
        parameter.hasPrefix("q=") && !((Double(parameter.dropFirst(2)) ?? 0) > 0)
    }
}
