import Foundation

/// A password as a client sent it, and in the form that is hashed.
///
/// A letter with an accent may be sent as one code point or as two: the hash is of NFC (Unicode
/// Standard Annex 15), so that both are the same password.
package struct Password: Sendable {
    /// UTF-8 in NFC.
    package let composed: [UInt8]
    /// UTF-8 as it was sent, if that differs: hashes of earlier versions may be of these bytes.
    package let typed: [UInt8]?

    package init(_ text: String) {
        let bytes = Array(text.utf8)
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        composed = isASCII ? bytes : Array(text.precomposedStringWithCanonicalMapping.utf8)
        typed = composed == bytes ? nil : bytes
    }
}

extension PasswordHash {
    /// How a password fits a stored hash.
    package enum Match: Equatable, Sendable {
        case wrong
        /// The hash is of another cost, or of bytes that are not NFC: it should be made again.
        case outdated
        case current
    }

    package init(of password: Password, cost: Cost) {
        self.init(of: password.composed, cost: cost)
    }

    /// Compares with the composed form, then with the bytes as sent if those differ.
    ///
    /// `cost` is what new hashes cost.
    package func match(_ password: Password, at cost: Cost) -> Match {
        if matches(password.composed) { return self.cost == cost ? .current : .outdated }
        guard let typed = password.typed, matches(typed) else { return .wrong }
        return .outdated
    }

    /// A hash of this cost that no password matches, to be checked in place of one that is missing.
    package static func decoy(cost: Cost) -> PasswordHash {
        // No bytes that a client can send hash to zeros, short of a break of SHA-256.
        PasswordHash(cost: cost, salt: [UInt8](repeating: 0, count: 16), hash: zeros)
    }

    private static let zeros = [UInt8](repeating: 0, count: 32)
}
