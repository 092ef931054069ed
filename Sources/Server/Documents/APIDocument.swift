import HTTP

/// Documents about the API that are made from the route table.
enum APIDocument {
    case openAPI
    case postman

    /// The answer; its bytes are made once.
    var answer: Response {
        switch self {
        case .openAPI: Self.openAPIAnswer
        case .postman: Self.postmanAnswer
        }
    }

    private static let openAPIAnswer = answer(OpenAPIDocument.json.text)
    private static let postmanAnswer = answer(PostmanCollection.json.text)

    private static func answer(_ body: [UInt8]) -> Response {
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-cache")
        headers.add("Access-Control-Allow-Origin", "*")
        return Response(.ok, fields: headers.bytes, body: body)
    }
}
