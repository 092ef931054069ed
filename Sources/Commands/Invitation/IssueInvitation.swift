import Entities
import Events
import Model

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
