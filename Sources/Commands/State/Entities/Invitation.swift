import Events
import Model

/// An invitation as decisions see it.
package struct Invitation: Entity {
    private var issued: InvitationIssued?
    private var isOver = false

    /// Whether it exists, used and withdrawn ones included.
    package var exists: Bool { issued != nil }

    /// Whether somebody with this code may register at `now`.
    package func admits(_ code: ClaimHash, at now: Timestamp) -> Bool {
        guard let issued, !isOver else { return false }
        return issued.code == code && now < issued.expiresAt
    }

    /// Whether it was neither redeemed nor withdrawn.
    package var isOpen: Bool { exists && !isOver }

    package init() {}

    package mutating func evolve(_ event: InvitationEvent) {
        switch event {
        case .issued(let issued): self.issued = issued
        case .redeemed, .withdrawn: isOver = true
        }
    }

    package static func change(in event: Event) -> InvitationEvent? {
        if case .invitation(let change) = event { change } else { nil }
    }
}
