import Events
import Model

/// Changes the actor's password and ends all their other sessions.
package struct ChangePassword: Command {
    let passwordHash: String
    let kept: SessionID?
    let passwordChanges: Int64

    /// `passwordHash` as in `Person`; `kept` is the session that sends the command and continues.
    ///
    /// `passwordChanges` is the count of the `Person` whose password was checked: of two changes that
    /// were checked against the same old password one is refused with `password-changed`.
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
