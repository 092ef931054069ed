import API
import Crypto
import EventStore
import Events
import HTTP
import Model
import Settings
import Text

/// A client that shows with its request that a user has signed in with it before: by the cookie of
/// a device, or by a token of a session.
///
/// Wrong passwords from elsewhere don't delay it, since its own are counted apart.
package struct KnownClient: Equatable, Sendable {
    let user: UserID
    /// One word for each client of the user.
    let name: String

    /// The client that holds a token of this session.
    package init(_ user: UserID, session: SessionID) {
        self.user = user
        name = "session:\(session.rawValue)"
    }

    fileprivate init(_ user: UserID, device: Substring) {
        self.user = user
        name = "device:\(device)"
    }
}

/// The cookie by which a browser is known again: `user.time.random.code`.
///
/// It signs nobody in. The code is an HMAC over the rest, so that only this service makes such
/// cookies, each for one account; scripts can't read it (RFC 6265).
package struct DeviceCookie: Sendable {
    package static let name = "tally_device"

    private let hasher: ClaimHasher
    private let seconds: Int64
    private let isSecure: Bool

    package init(_ hasher: ClaimHasher, _ configuration: Configuration) {
        self.hasher = hasher
        seconds = Int64(configuration.knownClientSeconds)
        isSecure = configuration.secureCookies == 1
    }

    /// The value of a `Set-Cookie` header for a browser with which the user has signed in; `now` in
    /// seconds since 1970.
    package func header(for user: UserID, now: Int64) -> String {
        let content = "\(user.rawValue).\(now).\(hexadecimal(RandomBytes.make(12)))"
        return "\(Self.name)=\(content).\(code(of: content)); HttpOnly; SameSite=Strict; Path=/; "
            + "Max-Age=\(seconds)" + (isSecure ? "; Secure" : "")
    }

    /// The client that sent the cookie; nil without a cookie, and for one that is not valid any
    /// more.
    package func client(_ request: borrowing Request, now: Int64) -> KnownClient? {
        guard let value = request.cookie(Self.name) else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count < 200, parts.count == 4, let user = Int64(parts[0]),
            let time = Int64(parts[1]), now - time < seconds,
            isSameSecret(
                Array(code(of: parts[..<3].joined(separator: ".")).utf8),
                Array(parts[3].utf8)
            )
        else { return nil }
        return KnownClient(UserID(user), device: parts[2])
    }

    private func code(of content: String) -> String {
        hexadecimal(hasher.signIn("device:", content))
    }
}

extension Request {
    /// The value of a cookie (RFC 6265, section 4.2); nil without it.
    ///
    /// The bytes are valid as long as the request.
    package func cookie(_ name: String) -> UnsafeRawBufferPointer? {
        guard let value = header("cookie") else { return nil }
        let beginning = Array((name + "=").utf8)
        for pair in value.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: beginning) else { continue }
            return UnsafeRawBufferPointer(rebasing: pair.dropFirst(beginning.count))
        }
        return nil
    }
}
