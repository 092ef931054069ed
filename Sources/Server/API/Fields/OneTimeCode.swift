import Crypto
import Events
import Model

/// A code that works once: the number of what it is for, and a secret, as `42-7k3mq-…`.
///
/// Only a keyed hash of the secret is stored, so the code is shown once.
package struct OneTimeCode: Equatable, Sendable {
    /// What a code is for; one for the one is never accepted for the other.
    package enum Purpose: Sendable {
        case passwordReset
        case invitation
    }

    /// Letters that are not taken for each other; 20 of 32 carry 100 bits.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    private static let length = 20

    /// The user whose password is reset, or the invitation.
    package let id: Int64
    package let secret: String

    package init(id: Int64, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// Reads a code as a person typed it: in any letter case, with or without hyphens in the
    /// secret.
    ///
    /// Nil for a text that is no code.
    package init?(text: String) {
        let parts = text.lowercased().split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let id = Int64(parts[0]), id > 0 else { return nil }
        let secret = parts[1].filter { $0 != "-" && $0 != " " }
        guard secret.count == Self.length, secret.allSatisfy(Self.alphabet.contains)
        else { return nil }
        self.init(id: id, secret: String(secret))
    }

    /// A new secret that nobody can guess.
    package static func makeSecret() -> String {
        String(RandomBytes.make(length).map { alphabet[Int($0) % alphabet.count] })
    }

    package var text: String {
        var text = "\(id)"
        for (index, letter) in secret.enumerated() {
            if index.isMultiple(of: 5) { text.append("-") }
            text.append(letter)
        }
        return text
    }
}

extension ClaimHasher {
    /// The hash under which a code's secret is stored.
    package func code(_ purpose: OneTimeCode.Purpose, secret: String) -> ClaimHash {
        switch purpose {
        case .passwordReset: code("password-reset:", secret)
        case .invitation: code("invitation:", secret)
        }
    }
}
