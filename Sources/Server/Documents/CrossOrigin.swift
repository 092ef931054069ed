import API
import HTTP
import Settings
import Text

/// Lets pages of other sites use the API from a browser (Fetch Standard, section 3.2): those of the
/// origins that are configured, and no others.
///
/// No answer allows credentials, so a browser never sends the feed's cookie along: a page has to
/// hold a token itself.
package struct CrossOrigin: Sendable {
    /// Seconds that a browser may remember the answer to a preflight: two hours, beyond which the
    /// common ones do not go.
    private static let maximumAgeSeconds: Int64 = 7_200

    /// Headers of requests that every operation understands; each operation documents its own.
    private static let commonHeaders = [
        "Authorization", "Content-Type", "If-None-Match", "X-Request-ID",
    ]

    private struct Origin: Sendable {
        let text: [UInt8]
        /// For every answer to a request from there.
        let fields: [UInt8]
    }

    private let origins: [Origin]
    /// For every answer to a request from elsewhere, since a cache must not give it to the others.
    private let others: [UInt8]
    private let requestHeaders: String

    /// Nil if no origin is configured: then no answer depends on the origin.
    package init?(_ configuration: Configuration) {
        let allowed = configuration.corsOrigins
        guard !allowed.isEmpty else { return nil }
        var headers = HeaderLines()
        headers.add("Vary", "Origin")
        others = headers.bytes
        let documented = DocumentedHeaders(OpenAPIDocument.json(at: nil))
        let exposed = documented.ofAnswers.sorted().joined(separator: ", ")
        requestHeaders = documented.ofRequests.union(Self.commonHeaders).sorted()
            .joined(separator: ", ")
        origins = allowed.map { origin in
            var headers = HeaderLines()
            headers.add("Vary", "Origin")
            headers.add("Access-Control-Allow-Origin", origin)
            headers.add("Access-Control-Expose-Headers", exposed)
            return Origin(text: Array(origin.utf8), fields: headers.bytes)
        }
    }

    /// Header lines for the answer to a request with this value of Origin, whatever the answer is.
    package func fields(for origin: UnsafeRawBufferPointer?) -> [UInt8] {
        allowed(origin)?.fields ?? others
    }

    /// Whether the request comes from a page that may use the API.
    package func allows(_ request: borrowing Request) -> Bool { allowed(request.origin) != nil }

    /// The answer to a preflight, in which a browser asks whether it may send a request; nil for
    /// other requests, and for origins that are not allowed.
    ///
    /// `allow` are the methods of the path.
    package func preflight(_ request: borrowing Request, allow: String) -> Response? {
        guard request.method == .options, allows(request),
            request.header("access-control-request-method") != nil
        else { return nil }
        var headers = HeaderLines()
        headers.add("Access-Control-Allow-Methods", allow)
        headers.add("Access-Control-Allow-Headers", requestHeaders)
        headers.add("Access-Control-Max-Age", Self.maximumAgeSeconds)
        return Response(.noContent, fields: headers.bytes)
    }

    private func allowed(_ origin: UnsafeRawBufferPointer?) -> Origin? {
        guard let origin else { return nil }
        return origins.first { $0.text.elementsEqual(origin) }
    }
}

/// The headers that the OpenAPI document names.
private struct DocumentedHeaders {
    private(set) var ofAnswers: Set<String> = []
    private(set) var ofRequests: Set<String> = []

    init(_ document: JSONValue) {
        read(document)
    }

    private mutating func read(_ value: JSONValue) {
        switch value {
        case .object(let object):
            if case .string("header")? = object["in"], case .string(let name)? = object["name"] {
                ofRequests.insert(name)
            }
            for member in object.members {
                if member.name == "headers", case .object(let headers) = member.value {
                    ofAnswers.formUnion(headers.members.map(\.name))
                }
                read(member.value)
            }
        case .array(let elements):
            for element in elements { read(element) }
        case .null, .bool, .integer, .number, .string: break
        }
    }
}
