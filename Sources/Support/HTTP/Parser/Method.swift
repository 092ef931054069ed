/// Request method (RFC 9110 §9); methods that the service will never route share `other`.
package enum Method: Sendable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options
    case other

    /// The word in a request; empty for one that no operation has.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: ""
        }
    }
}
