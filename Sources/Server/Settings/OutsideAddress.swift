import Foundation

/// Where an outside service is: an address that may be asked.
package struct OutsideAddress: Equatable, Sendable {
    /// Without a slash at its end.
    private let base: String

    /// Nil if `complaint` has something to say.
    package init?(_ text: String, allowsPlain: Bool) {
        guard Self.complaint(text, allowsPlain: allowsPlain) == nil else { return nil }
        base = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// What an address must be; nil if this one is so.
    ///
    /// Without TLS only on this machine, unless `allowsPlain`.
    static func complaint(_ text: String, allowsPlain: Bool) -> String? {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme)
        else { return "must be an address such as https://example.org/rates" }
        guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return "must have no user, password, query or fragment" }
        guard scheme == "https" || allowsPlain || isLoopback(host) else {
            return "must begin with https:// (or set TALLY_OUTSIDE_PLAIN=1)"
        }
        return nil
    }

    /// The base with what follows it: path segments and a query, both written by this service.
    package func url(_ path: String) -> URL? { URL(string: base + path) }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
