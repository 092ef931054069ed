import Events
import Model

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
