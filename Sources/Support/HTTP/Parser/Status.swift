/// Response status (RFC 9110 §15, RFC 6585), as far as the service uses them.
package enum Status: UInt16, Sendable {
    case ok = 200
    case created = 201
    case noContent = 204
    case found = 302
    case notModified = 304
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case conflict = 409
    case lengthRequired = 411
    case contentTooLarge = 413
    case uriTooLong = 414
    case unsupportedMediaType = 415
    case expectationFailed = 417
    case unprocessableContent = 422
    case tooManyRequests = 429
    case headerFieldsTooLarge = 431
    case internalServerError = 500
    case serviceUnavailable = 503
    case versionNotSupported = 505

    /// Whether an answer with this status never has a body or a Content-Length (RFC 9110 §6.4.1).
    package var isBodiless: Bool {
        self == .noContent || self == .notModified
    }

    /// The title of a problem without a title of its own; its type is the same in small letters,
    /// with hyphens.
    ///
    /// What a handler refuses with the same status has the same form.
    var title: String {
        if self == .badRequest { return "Malformed request" }
        if self == .internalServerError { return "Internal error" }
        if self == .serviceUnavailable { return "Unavailable" }
        let words = reason.description.split(separator: " ")
        let others = words.dropFirst().map { $0 == $0.uppercased() ? String($0) : $0.lowercased() }
        return ([words.first.map(String.init) ?? ""] + others).joined(separator: " ")
    }

    /// The phrase of the status line.
    package var reason: StaticString {
        switch self {
        case .ok: "OK"
        case .created: "Created"
        case .noContent: "No Content"
        case .found: "Found"
        case .notModified: "Not Modified"
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .requestTimeout: "Request Timeout"
        case .conflict: "Conflict"
        case .lengthRequired: "Length Required"
        case .contentTooLarge: "Content Too Large"
        case .uriTooLong: "URI Too Long"
        case .unsupportedMediaType: "Unsupported Media Type"
        case .expectationFailed: "Expectation Failed"
        case .unprocessableContent: "Unprocessable Content"
        case .tooManyRequests: "Too Many Requests"
        case .headerFieldsTooLarge: "Request Header Fields Too Large"
        case .internalServerError: "Internal Server Error"
        case .serviceUnavailable: "Service Unavailable"
        case .versionNotSupported: "HTTP Version Not Supported"
        }
    }
}
