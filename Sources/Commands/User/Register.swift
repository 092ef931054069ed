import Entities
import Events
import Model

/// Registers a user with a wallet and, if there is one, the opening grant.
package struct Register: Command {
    let username: ClaimHash
    let email: ClaimHash
    let details: PersonalDetails
    let grant: Money
    let invitation: Invited?

    /// An invitation with the hash of the code's secret part that somebody has shown.
    package struct Invited: Hashable, Sendable {
        let id: InvitationID
        let code: ClaimHash

        package init(_ id: InvitationID, code: ClaimHash) {
            self.id = id
            self.code = code
        }
    }

    /// The house pays `grant`, if any; the hashes are of the normalised name and address.
    ///
    /// `invitation` is redeemed; nil where none is asked for.
    package init(
        username: ClaimHash,
        email: ClaimHash,
        details: PersonalDetails,
        grant: Money,
        invitation: Invited? = nil
    ) {
        self.username = username
        self.email = email
        self.details = details
        self.grant = grant
        self.invitation = invitation
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.username(username), .email(email))
        if let invitation { streams.append(.invitation(invitation.id)) }
        if grant.minorUnits > 0 { streams.append(.account(.house)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        if let invitation {
            let state = model.invitations[invitation.id]
            guard state?.admits(invitation.code, at: call.now) == true
            else { throw .rejected(.codeInvalid) }
        }
        guard model.usernames[username]?.owner == nil else { throw .rejected(.usernameTaken) }
        guard model.emails[email]?.owner == nil else { throw .rejected(.emailTaken) }
        guard grant.minorUnits >= 0 else { throw .rejected(.invalidAmount) }
        let user = UserID(createdAt: call.next.advanced(by: 2))
        var events: [NewEvent] = [
            .username(username, .usernameClaimed(user)),
            .email(email, .emailClaimed(user)),
            .user(user, .registered(UserRegistered(username: username, email: email))),
            .account(
                AccountID(of: user),
                .opened(AccountOpened(owner: user, currency: grant.currency))
            ),
        ]
        if grant.minorUnits > 0 {
            let movement = Movement(.openingGrant, from: .house, to: AccountID(of: user), grant)
            events += try movement.decide(model, call, after: events.count).events
        }
        if let invitation { events.append(.invitation(invitation.id, .redeemed(user))) }
        return Decision(events, location: .user(user), person: .added(details.person(user)))
    }
}

/// The personal data of a person who registers, before the user has an id.
package struct PersonalDetails: Hashable, Sendable {
    let username: String
    let email: String
    let name: String?
    let passwordHash: String

    /// Texts as the person wrote them; `passwordHash` has the form that `Person` requires.
    package init(username: String, email: String, name: String?, passwordHash: String) {
        self.username = username
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
    }

    func person(_ user: UserID) -> Person {
        Person(user: user, username: username, email: email, name: name, passwordHash: passwordHash)
    }
}

/// Changes the actor's password and ends all their other sessions.
package struct ChangePassword: Command {
    let passwordHash: String
    let kept: SessionID?
    let passwordChanges: Int64

    /// `passwordHash` as in `Person`; `kept` is the session that sends the command and continues.
    ///
    /// `passwordChanges` is the count of the `Person` whose password was checked: of two changes
    /// that were checked against the same old password one is refused with `password-changed`.
    package init(passwordHash: String, keeping kept: SessionID?, passwordChanges: Int64) {
        self.passwordHash = passwordHash
        self.kept = kept
        self.passwordChanges = passwordChanges
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        if let user = streams.user { streams.append(.user(user)) }
        if let kept { streams.append(.session(kept)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let id = try call.user
        let user = try model.active(id)
        if let kept { _ = try model.session(kept, of: id, at: call.now) }
        guard user.passwordChanges == passwordChanges else { throw .rejected(.passwordChanged) }
        let changed = PasswordChanged(endedBefore: SessionID(createdAt: call.next), kept: kept)
        return Decision(
            [.user(id, .passwordChanged(changed))],
            person: .passwordChanged(id, passwordHash: passwordHash)
        )
    }
}

/// A change of password with a wrong old password: the writer refuses it, so that the answer has a
/// position, and a receipt under its key, like any other.
package struct RefusePasswordChange: Command {
    package init() {}

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        throw .rejected(.wrongPassword)
    }
}
