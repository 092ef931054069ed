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
}
