import Events
import Model

/// An invitation as decisions see it.
struct Invitation: Entity {
    private var issued: InvitationIssued?
    private var isOver = false

    /// Whether it exists, used and withdrawn ones included.
    var exists: Bool { issued != nil }

    /// Whether somebody with this code may register at `now`.
    func admits(_ code: ClaimHash, at now: Timestamp) -> Bool {
        guard let issued, !isOver else { return false }
        return issued.code == code && now < issued.expiresAt
    }

    /// Whether it was neither redeemed nor withdrawn.
    var isOpen: Bool { exists && !isOver }

    mutating func evolve(_ event: InvitationEvent) {
        switch event {
        case .issued(let issued): self.issued = issued
        case .redeemed, .withdrawn: isOver = true
        }
    }

    static func change(in event: Event) -> InvitationEvent? {
        if case .invitation(let change) = event { change } else { nil }
    }
}

/// Allows one registration in advance; an administrator passes the code on.
///
/// Decides one event, so the position of `Outcome.done` is the `InvitationID`.
package struct IssueInvitation: Command {
    let code: ClaimHash
    let expiresAt: Timestamp

    /// `code` is the hash of the code's secret part.
    package init(code: ClaimHash, expiresAt: Timestamp) {
        self.code = code
        self.expiresAt = expiresAt
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        let issued = InvitationIssued(code: code, expiresAt: expiresAt)
        return Decision([.invitation(InvitationID(createdAt: call.next), .issued(issued))])
    }
}

/// Makes an invitation that nobody has redeemed invalid.
package struct WithdrawInvitation: Command {
    let invitation: InvitationID

    package init(_ invitation: InvitationID) { self.invitation = invitation }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        streams.append(.invitation(invitation))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        guard let state = model.invitations[invitation], state.exists
        else { throw .notFound(.invitation) }
        guard state.isOpen else { throw .rejected(.invitationOver) }
        return Decision([.invitation(invitation, .withdrawn)])
    }
}
