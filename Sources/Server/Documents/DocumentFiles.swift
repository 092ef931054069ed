import API
import HTTP
import Operations
import Synchronization
import Text

extension APIDocument {
    /// The answer, whose bytes name the address that the document was asked at.
    ///
    /// Pages of any site may read it, unless the answer already allows one: browsers take no two.
    package func answer(to request: borrowing Request, allowsAll: Bool) -> Response {
        let file = Self.files.withLock { $0.file(self, at: request.base) }
        var response = file.answer(to: request)
        if allowsAll { response.fields += Self.openToAll }
        return response
    }

    private static let openToAll = Array("Access-Control-Allow-Origin: *\r\n".utf8)

    private static let files = Mutex(DocumentFiles())
}

/// The documents as files, made once for each address.
private struct DocumentFiles {
    /// Other addresses get documents without one, so that made-up hosts cost nothing.
    private static let limit = 8

    private var known: [String?: [APIDocument: ServedFile]] = [:]

    /// The document as somebody sees it who reached the service at `base`.
    mutating func file(_ document: APIDocument, at base: String?) -> ServedFile {
        let base = known[base] == nil && known.count >= Self.limit ? nil : base
        if let file = known[base]?[document] { return file }
        let json =
            switch document {
            case .openAPI: OpenAPIDocument.json(at: base)
            case .postman: PostmanCollection.json(at: base)
            }
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-cache")
        let file = ServedFile(json.bytes, .json, headers, Zlib.shared)
        known[base, default: [:]][document] = file
        return file
    }
}

extension Request {
    /// Scheme and host that the client has reached; nil for a host of unusual characters.
    fileprivate var base: String? {
        guard let value = header("host"), (1...255).contains(value.count),
            value.allSatisfy(Self.isOfHost)
        else { return nil }
        let isSecure = header("x-forwarded-proto").map { $0.elementsEqual("https".utf8) } ?? false
        return (isSecure ? "https://" : "http://") + String(decoding: value, as: UTF8.self)
    }

    /// Letters, digits, and what names, addresses and ports also have.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }
}
