import API
import Events
import Model

/// Remembers the claims on user names, so that a name that is often paid to costs one HMAC.
///
/// Confined to one event loop.
package final class ClaimCache {
    /// Some 100 bytes each.
    private static let limit = 20_000

    private let hasher: ClaimHasher
    private var known: [String: ClaimHash] = [:]

    package init(_ hasher: ClaimHasher) {
        self.hasher = hasher
    }

    /// The claim on a user name in any letter case.
    func username(_ text: String) -> ClaimHash {
        let name = NormalForm.username(text)
        if let claim = known[name] { return claim }
        // Starting again is cheaper than keeping track of which are used.
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        let claim = hasher.username(name)
        known[name] = claim
        return claim
    }

    /// The claim on an e-mail address in any letter case; rarely asked for, so not remembered.
    func email(_ text: String) -> ClaimHash {
        hasher.email(NormalForm.email(text))
    }
}
