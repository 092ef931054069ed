import HTTP

extension Request {
    /// Throws if a browser says that a page of another site has sent the request: such a page could
    /// sign its visitor in or out, and set the feed's cookie.
    ///
    /// Programs send none of these headers. Browsers send `Sec-Fetch-Site` (W3C Fetch Metadata) to
    /// trustworthy addresses, and otherwise the `Origin` of a POST (RFC 6454, section 7), whose
    /// host must then be that of `Host`; a port may be lost in a proxy.
    package func requireOwnSite() throws(Problem) {
        if let site = header("sec-fetch-site") {
            guard site.elementsEqual("same-origin".utf8) || site.elementsEqual("none".utf8)
            else { throw .foreignSite }
            return
        }
        guard let origin = header("origin") else { return }
        guard let host = header("host"),
            let own = Self.hostName(String(decoding: host, as: UTF8.self)),
            let text = Self.authority(String(decoding: origin, as: UTF8.self)),
            own == Self.hostName(text)
        else { throw .foreignSite }
    }

    /// `host:port` of an origin; nil for `null` and anything else.
    private static func authority(_ origin: String) -> String? {
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            return String(origin.dropFirst(scheme.count))
        }
        return nil
    }

    /// The name without the port, in lower case.
    private static func hostName(_ authority: String) -> String? {
        let text = authority.lowercased()
        if text.hasPrefix("[") { return text.firstIndex(of: "]").map { String(text[...$0]) } }
        let name = text.prefix { $0 != ":" }
        return name.isEmpty ? nil : String(name)
    }
}

extension Problem {
    fileprivate static let foreignSite = Problem(
        .forbidden,
        "A page of another site has sent this. Open the service itself to sign in or out."
    )
}
