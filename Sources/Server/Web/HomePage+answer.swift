import HTTP

extension HomePage {
    /// What the page is made of.
    enum File {
        case html
        case script
        case style
        case docs
        case docsScript
        case docsStyle
    }

    static func answer(_ part: File) -> Response {
        switch part {
        case .html: file(html, .html)
        case .script: file(script, .javascript)
        case .style: file(style, .css)
        case .docs: file(DocsPage.html, .html)
        case .docsScript: file(DocsPage.script, .javascript)
        case .docsStyle: file(DocsPage.style, .css)
        }
    }

    private static func file(_ text: StaticString, _ type: ContentType) -> Response {
        var headers = HeaderLines()
        headers.add("Content-Security-Policy", contentSecurityPolicy)
        headers.add("X-Content-Type-Options", "nosniff")
        headers.add("Referrer-Policy", "no-referrer")
        headers.add("Cache-Control", "no-cache")
        let body = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        return Response(.ok, contentType: type, fields: headers.bytes, body: body)
    }
}
