import Events
import Model

/// A user name or e-mail address: free until the one claim.
struct Claim: Entity {
    private(set) var owner: UserID?

    mutating func evolve(_ event: ClaimEvent) {
        switch event {
        case .usernameClaimed(let user), .emailClaimed(let user): owner = user
        }
    }

    static func change(in event: Event) -> ClaimEvent? {
        if case .claim(let change) = event { change } else { nil }
    }
}
