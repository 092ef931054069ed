import API
import Glibc
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

    /// The answer to a request; 304 if the client already has the content of an answer that is ok.
    func answer(to request: borrowing Request, status: Status = .ok) -> Response {
        let variant = request.acceptsGzip ? compressed ?? plain : plain
        let isKnown =
            status == .ok
            && request.header("if-none-match").map(variant.tag.isNamed(in:)) ?? false
        return Response(
            isKnown ? .notModified : status,
            contentType: type,
            fields: variant.fields,
            body: isKnown ? [] : variant.body
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

/// zlib's compression, if this machine has it.
///
/// The library is loaded at run time, so that its header is not needed for a build.
struct Zlib: Sendable {
    /// `compress2` of zlib.h: a zlib stream (RFC 1950) of `source` into `target`; 0 if it fits.
    private typealias Compress =
        @convention(c) (
            _ target: UnsafeMutablePointer<UInt8>?,
            _ targetCount: UnsafeMutablePointer<CUnsignedLong>,
            _ source: UnsafePointer<UInt8>?, _ sourceCount: CUnsignedLong, _ level: CInt
        ) -> CInt
    /// `compressBound` of zlib.h: bytes that a stream has at most.
    private typealias Bound = @convention(c) (_ sourceCount: CUnsignedLong) -> CUnsignedLong
    /// `crc32` of zlib.h; the first call gets 0.
    private typealias Checksum =
        @convention(c) (
            _ begun: CUnsignedLong, _ source: UnsafePointer<UInt8>?, _ sourceCount: CUnsignedInt
        ) -> CUnsignedLong

    /// Nil if the machine has no zlib.
    static let shared = Zlib(library: "libz.so.1")

    private let compress: Compress
    private let bound: Bound
    private let checksum: Checksum

    init?(library: String) {
        // Never closed, because the functions are used as long as the program runs.
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL),
            let compress = dlsym(handle, "compress2"),
            let bound = dlsym(handle, "compressBound"),
            let checksum = dlsym(handle, "crc32")
        else { return nil }
        self.compress = unsafeBitCast(compress, to: Compress.self)
        self.bound = unsafeBitCast(bound, to: Bound.self)
        self.checksum = unsafeBitCast(checksum, to: Checksum.self)
    }

    /// The bytes as a gzip file (RFC 1952), at the highest level; nil if zlib has no memory.
    func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var count = bound(CUnsignedLong(bytes.count))
        var stream = [UInt8](repeating: 0, count: Int(count))
        guard compress(&stream, &count, bytes, CUnsignedLong(bytes.count), 9) == 0 else {
            return nil
        }
        let check = UInt32(truncatingIfNeeded: checksum(0, bytes, CUnsignedInt(bytes.count)))
        // A zlib stream has two bytes of header before the deflated data and four of a checksum
        // after.
        let deflated = stream[2..<(Int(count) - 4)]
        // Deflate, no flags, no time, best compression, Unix.
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]
        file.append(contentsOf: deflated)
        for number in [check, UInt32(truncatingIfNeeded: bytes.count)] {
            withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
        }
        return file
    }
}
