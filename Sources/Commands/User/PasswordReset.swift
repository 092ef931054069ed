import Entities
import Events
import Model

/// Lets a user choose another password with a one-time code, which an administrator passes on.
///
/// Another code makes the one before it invalid.
package struct IssuePasswordReset: Command {
    let recipient: Recipient
    let code: ClaimHash
    let expiresAt: Timestamp

    /// `code` is the hash of the code's secret part.
    package init(for recipient: Recipient, code: ClaimHash, expiresAt: Timestamp) {
        self.recipient = recipient
        self.code = code
        self.expiresAt = expiresAt
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        if let user = recipient.resolve(model, &streams) { streams.append(.user(user)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try model.requireAdministrator(call.actor)
        let id = try model.registered(recipient.resolve(model)).id
        guard call.actor.user != id else { throw .rejected(.ownUser) }
        _ = try model.active(id)
        let issued = PasswordResetIssued(code: code, expiresAt: expiresAt)
        return Decision([.user(id, .passwordResetIssued(issued))], location: .user(id))
    }
}

/// Changes the password of the user who has the code, which is invalid from then on, and ends all
/// sessions.
package struct RedeemPasswordReset: Command {
    let user: UserID
    let code: ClaimHash
    let passwordHash: String

    /// `passwordHash` as in `Person`.
    package init(of user: UserID, code: ClaimHash, passwordHash: String) {
        self.user = user
        self.code = code
        self.passwordHash = passwordHash
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.user(user))
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        guard let state = model.users[user], !state.isDeleted, let reset = state.reset,
            reset.code == code, call.now < reset.expiresAt
        else { throw .rejected(.codeInvalid) }
        let changed = PasswordChanged(endedBefore: SessionID(createdAt: call.next), kept: nil)
        return Decision(
            [.user(user, .passwordChanged(changed))],
            person: .passwordChanged(user, passwordHash: passwordHash)
        )
    }
}

/// Refuses a code that is invalid before its password is hashed, with a position like any refusal.
package struct RefuseCode: Command {
    package init() {}

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        throw .rejected(.codeInvalid)
    }
}

/// Changes the actor's e-mail address or display name.
///
/// The address before stays claimed, so that nobody can take it over; its user may have it again.
/// An account therefore has only so many addresses in its life.
package struct ChangeDetails: Command {
    /// The limit of addresses that an account ever has, with that of its registration.
    package static let maximumEmails = 10

    let email: (claim: ClaimHash, text: String)?
    let name: Change<String>
    let passwordChanges: Int64

    /// `passwordChanges` as in `ChangePassword`; `email` is the claim on the normalised address,
    /// and the address.
    package init(
        email: (claim: ClaimHash, text: String)?,
        name: Change<String>,
        passwordChanges: Int64
    ) {
        self.email = email
        self.name = name
        self.passwordChanges = passwordChanges
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.appendActor()
        if let email { streams.append(.email(email.claim)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let id = try call.user
        let user = try model.active(id)
        guard user.passwordChanges == passwordChanges else { throw .rejected(.passwordChanged) }
        var events: [NewEvent] = []
        if let email {
            // First: it must not reveal whether somebody else has the address.
            guard user.emails.contains(email.claim) || user.emails.count < Self.maximumEmails
            else { throw .rejected(.tooManyEmails) }
            let owner = model.emails[email.claim]?.owner
            guard owner == nil || owner == id else { throw .rejected(.emailTaken) }
            if owner == nil { events.append(.email(email.claim, .emailClaimed(id))) }
        }
        events.append(.user(id, .detailsChanged(DetailsChanged(email: email?.claim))))
        let newName: PersonDetails.Name =
            switch name {
            case .keep: .same
            case .set(let text): .changed(text)
            case .clear: .changed(nil)
            }
        let details = PersonDetails(email: email?.text, name: newName)
        return Decision(events, person: .detailsChanged(id, details))
    }
}
