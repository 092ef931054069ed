import Foundation

/// A password as a client sent it, and in the form that is hashed.
///
/// A letter with an accent may be sent as one code point or as two: the hash is of NFC (Unicode
/// Standard Annex 15), so that both are the same password.
package struct Password: Sendable {
    /// UTF-8 in NFC.
    package let composed: [UInt8]
    /// Its other forms, which hashes of earlier versions may be of: as it was sent, and in NFD.
    ///
    /// Empty for ASCII, which has one form.
    package let others: [[UInt8]]

    /// The number of hashes that a comparison takes at most.
    ///
    /// It depends on the password alone, not on whose it is or whether anybody has it.
    package var hashes: Int { 1 + others.count }

    package init(_ text: String) {
        let bytes = Array(text.utf8)
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        guard !isASCII else {
            (composed, others) = (bytes, [])
            return
        }
        let composed = Array(text.precomposedStringWithCanonicalMapping.utf8)
        let decomposed = Array(text.decomposedStringWithCanonicalMapping.utf8)
        self.composed = composed
        others = (bytes == decomposed ? [bytes] : [bytes, decomposed]).filter { $0 != composed }
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

    /// Compares with the composed form, then with the others.
    ///
    /// `cost` is what new hashes cost; `compare` computes one hash.
    package func match(
        _ password: Password,
        at cost: Cost,
        compare: (PasswordHash, [UInt8]) -> Bool = { $0.matches($1) }
    ) -> Match {
        if compare(self, password.composed) { return self.cost == cost ? .current : .outdated }
        return password.others.contains { compare(self, $0) } ? .outdated : .wrong
    }

    /// A hash of this cost that no password matches, to be checked in place of one that is missing.
    package static func decoy(cost: Cost) -> PasswordHash {
        // No bytes that a client can send hash to zeros, short of a break of SHA-256.
        PasswordHash(cost: cost, salt: [UInt8](repeating: 0, count: 16), hash: zeros)
    }

    private static let zeros = [UInt8](repeating: 0, count: 32)
}
