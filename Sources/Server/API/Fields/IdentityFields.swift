import Commands
import Crypto
import EventStore
import Events
import Model

/// What a person who registers sent.
package struct Registration: Sendable {
    package let username: String
    package let email: String
    package let name: String?
    package let password: Password
    /// The code of an invitation, right or wrong.
    package let invitation: String?

    /// POST /register: username, email, password, name?, invitation?.
    package init(_ body: inout BodyFields) {
        username = body.text("username", .newUsername)
        email = body.text("email", .email)
        let chosen = ChosenPassword(&body, "password")
        password = chosen.password
        name = body.optionalText("name", .personName)
        invitation = body.optionalText(
            "invitation",
            .oneTimeCode,
            "The code of an invitation, where registration is by invitation."
        )
        if body.errors.isEmpty, let complaint = chosen.complaint(of: names) {
            body.wrong(complaint.field, complaint.detail)
        }
    }

    package init(
        username: String,
        email: String,
        name: String?,
        password: Password,
        invitation: String? = nil
    ) {
        self.username = username
        self.email = email
        self.name = name
        self.password = password
        self.invitation = invitation
    }

    /// The names that the password must not be.
    package var names: [String] { [username, email] + (name.map { [$0] } ?? []) }
}

/// What a person who signs in sent.
package struct Credentials: Sendable {
    /// User name or e-mail address in its comparable form.
    package let login: String
    package let password: Password

    /// POST /token and /login: username or email, password.
    ///
    /// What else an OAuth2 form carries is accepted and ignored.
    package init(_ body: inout BodyFields) {
        body.alternatives(["username", "email"])
        let username = body.optionalText("username", .login)
        let email = body.optionalText("email", .login, example: "alice@example.org")
        switch (username, email) {
        case (let username?, nil): login = NormalForm.email(username)
        case (nil, let email?): login = NormalForm.email(email)
        case (.some, .some):
            body.wrong("email", "must not be given together with username")
            login = ""
        case (nil, nil):
            if body.errors.isEmpty { body.wrong("username", "is required, or email") }
            login = ""
        }
        password = Password(body.text("password", .secret))
        if let type = body.readText("grant_type", .login), type != "password" {
            body.wrong("grant_type", "must be password")
        }
        for name in ["scope", "client_id", "client_secret"] {
            _ = body.readText(name, .oauthText)
        }
    }
}

/// A password that somebody chooses, with the name of its field: whether it may be chosen depends
/// on the person's names as well.
package struct ChosenPassword: Sendable {
    package let password: Password
    private let text: String
    private let field: String

    /// Complains in `body` about whatever does not depend on names.
    fileprivate init(_ body: inout BodyFields, _ field: String) {
        text = body.text(field, .password, PasswordRule.summary)
        password = Password(text)
        self.field = field
    }

    /// What is wrong with it for a person of these names; nil if nothing is.
    fileprivate func complaint(of names: [String]) -> Problem.FieldError? {
        PasswordRule.complaint(text, of: names).map { Problem.FieldError(field: field, detail: $0) }
    }

    /// Throws if it is one of the person's names.
    package func require(not names: [String]) throws(Problem) {
        if let complaint = complaint(of: names) { throw .invalid([complaint]) }
    }
}

/// The passwords that a user who changes it sent.
package struct PasswordPair: Sendable {
    package let old: Password
    package let new: ChosenPassword

    /// POST /change-password: old_password, new_password.
    package init(_ body: inout BodyFields) {
        old = Password(body.text("old_password", .secret))
        new = ChosenPassword(&body, "new_password")
    }
}

/// The change that a user wants of the own details.
package struct DetailsWish: Sendable {
    package let email: String?
    package let name: Change<String>
    package let password: Password

    /// PATCH /me: email?, name? (null deletes it), password.
    package init(_ body: inout BodyFields) {
        email = body.optionalText("email", .email)
        name = body.changedText("name", .personName)
        password = Password(body.text("password", .secret, "The present password."))
        body.requireChange(email != nil || name != .keep, of: ["email", "name"])
    }
}

/// A one-time code with the password that its user chooses.
package struct PasswordRedemption: Sendable {
    /// Right or wrong.
    package let code: String
    package let new: ChosenPassword

    /// POST /reset-password: code, new_password.
    package init(_ body: inout BodyFields) {
        code = body.text("code", .oneTimeCode)
        new = ChosenPassword(&body, "new_password")
    }
}

/// Who a request comes from, as its token says.
package struct Identity: Equatable, Sendable {
    package let user: UserID
    /// The sign-in that the token was given at.
    package let session: SessionID
    /// Where the log has the event that the token was issued for.
    package let issuedAt: LogPlace
    package let isAdministrator: Bool

    package init(user: UserID, session: SessionID, issuedAt: LogPlace, isAdministrator: Bool) {
        self.user = user
        self.session = session
        self.issuedAt = issuedAt
        self.isAdministrator = isAdministrator
    }
}
