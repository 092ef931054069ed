/// The cookie that lets a browser's `EventSource`, which can send no header, read GET /feed: the
/// access token, out of reach of scripts and sent with nothing else (RFC 6265).
package struct FeedCookie: Sendable {
    package static let name = "tally_feed"

    /// Whether it is sent over TLS only.
    let isSecure: Bool

    /// The value of a `Set-Cookie` header.
    func value(_ token: String, seconds: Int64) -> String {
        "\(Self.name)=\(token); HttpOnly; SameSite=Strict; Path=/feed; Max-Age=\(seconds)"
            + (isSecure ? "; Secure" : "")
    }

    /// The value of a `Set-Cookie` header that makes the browser forget it.
    package var cleared: String { value("", seconds: 0) }
}
