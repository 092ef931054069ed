import Events
import Model

/// Registers a user with a wallet and, if there is one, the opening grant.
package struct Register: Command {
    let username: ClaimHash
    let email: ClaimHash
    let details: PersonalDetails
    let grant: Money

    /// The house pays `grant`, if any; the hashes are of the normalised name and address.
    package init(username: ClaimHash, email: ClaimHash, details: PersonalDetails, grant: Money) {
        self.username = username
        self.email = email
        self.details = details
        self.grant = grant
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.username(username), .email(email))
        if grant.minorUnits > 0 { streams.append(.account(.house)) }
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
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
