import API
import HTTP
import Operations
import Settings
import Text

extension APIDocument {
    /// The answer, whose bytes name the address that the document was asked at.
    ///
    /// Nothing is kept of the address, so that made-up hosts change nothing for others. Pages of any
    /// site may read it, unless the answer already allows one: browsers take no two.
    package func answer(
        to request: borrowing Request,
        _ configuration: Configuration,
        allowsAll: Bool
    ) -> Response {
        let base = request.base(trustsProxy: configuration.trustProxy == 1)
        var response: Response
        switch self {
        case .openAPI:
            let beginning = Self.beginning(OpenAPIDocument.beginning(at: base))
            response = Self.openAPIRest.answer(to: request, beginning: beginning)
        case .postman:
            let beginning = Self.beginning(PostmanCollection.beginning(at: base))
            response = Self.postmanRest.answer(to: request, beginning: beginning)
        }
        if allowsAll { response.fields += Self.openToAll }
        return response
    }

    private static let openToAll = Array("Access-Control-Allow-Origin: *\r\n".utf8)

    private static let openAPIRest = rest(OpenAPIDocument.rest)
    private static let postmanRest = rest(PostmanCollection.rest)

    /// The object without its closing brace, and a comma.
    private static func beginning(_ members: [(String, JSONValue?)]) -> [UInt8] {
        Array(JSONValue.members(members).bytes.dropLast()) + [UInt8(ascii: ",")]
    }

    /// The object without its opening brace.
    private static func rest(_ members: [(String, JSONValue?)]) -> SplicedFile {
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-cache")
        let bytes = Array(JSONValue.members(members).bytes.dropFirst())
        return SplicedFile(endingWith: bytes, .json, headers, Zlib.shared)
    }
}

extension Request {
    /// Scheme and host that the client has reached; nil for a host of unusual characters.
    ///
    /// Only a trusted proxy says whether the client came by TLS.
    fileprivate func base(trustsProxy: Bool) -> String? {
        guard let value = header("host"), (1...255).contains(value.count),
            value.allSatisfy(Self.isOfHost)
        else { return nil }
        let scheme = trustsProxy ? header("x-forwarded-proto") : nil
        let isSecure = scheme.map { $0.elementsEqual("https".utf8) } ?? false
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
