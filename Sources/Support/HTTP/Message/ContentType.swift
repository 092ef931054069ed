/// Media type of a response body.
package struct ContentType: Sendable {
    /// The value of the Content-Type field.
    package let value: StaticString

    /// A media type by its full name, parameters included.
    package init(_ value: StaticString) {
        self.value = value
    }

    /// `application/json`, the default of every answer.
    package static let json = ContentType("application/json")
    /// `application/problem+json` (RFC 9457).
    package static let problem = ContentType("application/problem+json")
    /// Server-sent events (HTML Living Standard, section 9.2), always UTF-8.
    package static let eventStream = ContentType("text/event-stream")
    /// HTML in UTF-8.
    package static let html = ContentType("text/html; charset=utf-8")
    /// Comma-separated values in UTF-8 (RFC 4180).
    package static let csv = ContentType("text/csv; charset=utf-8")
    /// JavaScript in UTF-8.
    package static let javascript = ContentType("text/javascript; charset=utf-8")
    /// Style sheets in UTF-8.
    package static let css = ContentType("text/css; charset=utf-8")
    /// Drawings (SVG 2), in UTF-8.
    package static let svg = ContentType("image/svg+xml")
}
