/// Why the edge refuses a request before any handler sees it; each ends its connection.
enum ParseError: Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case bareLineFeed
    case malformedRequestLine
    case invalidMethod
    case invalidTarget
    case targetTooLong
    case invalidVersion
    case unsupportedVersion
    case invalidFieldName
    case invalidFieldValue
    case foldedField
    case headTooLarge
    case tooManyFields
    case missingHost
    case repeatedHost
    case invalidHost
    case invalidContentLength
    case repeatedContentLength
    case bodyTooLarge
    /// For a path that takes larger bodies.
    case largeBodyTooLarge
    case transferEncoding
    case transferEncodingWithLength
    case unknownExpectation
    case tooSlow
    case tooManyConnections

    /// The text with the default limits.
    var description: String { detail(HTTPOptions()) }
}

extension ParseError {
    /// The status of the answer.
    var status: Status {
        switch self {
        case .bareLineFeed, .malformedRequestLine, .invalidMethod, .invalidTarget, .invalidVersion,
            .invalidFieldName, .invalidFieldValue, .foldedField, .missingHost, .repeatedHost,
            .invalidHost, .invalidContentLength, .repeatedContentLength,
            .transferEncodingWithLength:
            .badRequest
        case .tooSlow: .requestTimeout
        case .transferEncoding: .lengthRequired
        case .bodyTooLarge, .largeBodyTooLarge: .contentTooLarge
        case .targetTooLong: .uriTooLong
        case .unknownExpectation: .expectationFailed
        case .tooManyConnections: .tooManyRequests
        case .headTooLarge, .tooManyFields: .headerFieldsTooLarge
        case .unsupportedVersion: .versionNotSupported
        }
    }

    /// The text of the answer: the fault, and what to send instead.
    func detail(_ limits: HTTPOptions) -> String {
        switch self {
        case .bareLineFeed:
            "A line ends with LF alone: end every line of the head with CRLF."
        case .malformedRequestLine:
            "The request line must be a method, a target and a version with one space between."
        case .invalidMethod:
            "The method holds a character that is not allowed in a token."
        case .invalidTarget:
            "The target must be a path with a leading slash or an http URL, in visible ASCII without "
                + "a fragment: percent-encode everything else."
        case .targetTooLong:
            "The target is longer than \(limits.targetBytes) bytes: send fewer parameters."
        case .invalidVersion:
            "The request line must end with a version such as HTTP/1.1."
        case .unsupportedVersion:
            "Only HTTP/1.1 is spoken here."
        case .invalidFieldName:
            "A header line needs a name of token characters and directly behind it a colon."
        case .invalidFieldValue:
            "A header value holds a control character: remove it."
        case .foldedField:
            "A header line starts with a blank: send each field on one line."
        case .headTooLarge:
            "Request line and header fields are longer than \(limits.headBytes) bytes: send less, "
                + "for example fewer cookies."
        case .tooManyFields:
            "There are more than \(limits.fields) header fields: send fewer."
        case .missingHost:
            "The Host field is missing: HTTP/1.1 requires it."
        case .repeatedHost:
            "There is more than one Host field: send one."
        case .invalidHost:
            "The Host field must be a host name or address with an optional port."
        case .invalidContentLength:
            "Content-Length must be a number in digits only."
        case .repeatedContentLength:
            "There is more than one Content-Length field: send one."
        case .bodyTooLarge:
            "The body is longer than \(limits.bodyBytes) bytes: send less."
        case .largeBodyTooLarge:
            "The body is longer than \(limits.largeBodyBytes) bytes: send less."
        case .transferEncoding:
            "Transfer-Encoding is not accepted: send the body at once with its Content-Length."
        case .transferEncodingWithLength:
            "Transfer-Encoding together with Content-Length is ambiguous: send Content-Length alone."
        case .unknownExpectation:
            "The only expectation that is met is 100-continue: leave out the Expect field."
        case .tooSlow:
            "The request did not arrive whole in time: send it faster or in smaller parts."
        case .tooManyConnections:
            "There are too many connections from this address: close some or reuse them."
        }
    }
}
