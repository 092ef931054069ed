import Crypto
import Model

/// Names claims: HMAC-SHA256 (RFC 2104) of a normalised user name or address under the
/// installation's secret `claims`, cut to 128 bits.
///
/// Keyed, because names can be guessed: without the key the log does not reveal whether a certain
/// person has an account.
package struct ClaimHasher: Sendable {
    private let key: [UInt8]

    package init(key: [UInt8]) {
        self.key = key
    }

    /// The claim on a user name, which the caller has normalised.
    package func username(_ normalised: String) -> ClaimHash {
        hash("username:", normalised)
    }

    /// The claim on an e-mail address, which the caller has normalised.
    package func email(_ normalised: String) -> ClaimHash {
        hash("email:", normalised)
    }

    /// The fingerprint of a request whose body has a password, from its SHA-256.
    ///
    /// Without a key, a reader of the receipt could test passwords against it, faster than against
    /// the slow hash.
    package func fingerprint(_ digest: [UInt8]) -> [UInt8] {
        code(Array("fingerprint:".utf8) + digest)
    }

    /// The key under which failed sign-ins are counted: 16 bytes.
    package func signIn(_ kind: StaticString, _ text: String) -> [UInt8] {
        Array(code(Array("sign-in:\(kind)\(text)".utf8)).prefix(16))
    }

    /// The secret part of a one-time code; `purpose` keeps a code from being used for anything
    /// else.
    package func code(_ purpose: StaticString, _ secret: String) -> ClaimHash {
        hash(purpose, secret)
    }

    /// The prefix keeps a name that equals an address from having the same hash.
    private func hash(_ prefix: StaticString, _ text: String) -> ClaimHash {
        var input = Array(
            UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
        )
        input.append(contentsOf: text.utf8)
        let digest = code(input)
        return ClaimHash(
            UUID128(high: ClaimHasher.word(digest, 0), low: ClaimHasher.word(digest, 8))
        )
    }

    /// All 256 bits of the code.
    private func code(_ input: [UInt8]) -> [UInt8] {
        input.withUnsafeBytes { HMACSHA256.code(key: key, $0) }
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> UInt64 {
        bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
