import Events
import Model

/// Makes a user with a wallet and, if there is one, the opening grant.
package struct Register: Command {
    let username: ClaimHash
    let email: ClaimHash
    let details: PersonalDetails
    let grant: Money

    /// `grant` is paid by the house; zero for none.
    ///
    /// The hashes are of the normalised name and address.
    package init(username: ClaimHash, email: ClaimHash, details: PersonalDetails, grant: Money) {
        self.username = username
        self.email = email
        self.details = details
        self.grant = grant
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.username(username))
        streams.append(.email(email))
        if grant.minorUnits > 0 { streams.append(.account(.house)) }
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard model.usernames[username]?.owner == nil else { throw .rejected(.usernameTaken) }
        guard model.emails[email]?.owner == nil else { throw .rejected(.emailTaken) }
        guard grant.minorUnits >= 0 else { throw .rejected(.invalidAmount) }
        let user = UserID(createdAt: context.next.advanced(by: 2))
        var events = [
            NewEvent(.username(username), .claim(.usernameClaimed(user))),
            NewEvent(.email(email), .claim(.emailClaimed(user))),
            NewEvent(
                .user(user),
                .user(.registered(UserRegistered(username: username, email: email)))
            ),
            NewEvent(
                .account(AccountID(of: user)),
                .account(.opened(AccountOpened(owner: user, currency: grant.currency)))
            ),
        ]
        if grant.minorUnits > 0 {
            let movement = Movement(
                kind: .openingGrant,
                from: .house,
                to: AccountID(of: user),
                amount: grant
            )
            let position = context.next.advanced(by: events.count)
            events += try movement.decide(model, at: context.now, from: position).events
        }
        return Decision(events, location: .user(user), person: .added(details.person(user)))
    }
}

/// What is known of a person who registers, before the user's id is.
package struct PersonalDetails: Hashable, Sendable {
    let username: String
    let email: String
    let name: String?
    let passwordHash: String

    /// Texts as the person wrote them; `passwordHash` has the form that `Person` asks for.
    package init(username: String, email: String, name: String?, passwordHash: String) {
        self.username = username
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
    }

    func person(_ user: UserID) -> Person {
        Person(
            user: user,
            username: username,
            email: email,
            name: name,
            passwordHash: passwordHash
        )
    }
}
