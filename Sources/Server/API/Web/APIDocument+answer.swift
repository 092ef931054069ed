import HTTP
import Text

extension APIDocument {
    /// The answer; its bytes are made once.
    package func answer(to request: borrowing Request) -> Response {
        switch self {
        case .openAPI: Self.openAPIFile.answer(to: request)
        case .postman: Self.postmanFile.answer(to: request)
        }
    }

    private static let openAPIFile = file(OpenAPIDocument.json.bytes)
    private static let postmanFile = file(PostmanCollection.json.bytes)

    private static func file(_ body: [UInt8]) -> ServedFile {
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-cache")
        headers.add("Access-Control-Allow-Origin", "*")
        return ServedFile(body, .json, headers, Zlib.shared)
    }
}
