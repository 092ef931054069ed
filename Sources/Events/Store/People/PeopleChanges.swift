import Events
import Model

/// What the changes of one batch come to, person by person, whatever their order within it.
package struct PeopleChanges {
    struct Password {
        var hash: String
        var changes: Int64
    }

    /// A person as the batch leaves the row.
    struct Changed {
        let person: Person
        let seal: [UInt8]
    }

    /// Those who come in this batch and are not erased in it, as they are at its end.
    private(set) var added: [Person] = []
    /// The last password of each other person whose password changes, and how often it does.
    private(set) var passwords: [UserID: Password] = [:]
    /// The rows with those passwords, once they are known.
    private(set) var changed: [Changed] = []
    private(set) var erased: [UserID] = []

    init(_ changes: [PersonChange]) {
        for change in changes {
            switch change {
            case .added(let person): added.append(person)
            case .passwordChanged(let user, let hash): changePassword(of: user, to: hash)
            case .erased(let user): erase(user)
            }
        }
    }

    var isEmpty: Bool { added.isEmpty && passwords.isEmpty && erased.isEmpty }

    /// Makes the row that a person with a new password gets from the one that is stored.
    mutating func complete(_ stored: Person, _ sealer: RowSealer) {
        guard let password = passwords[stored.user] else { return }
        let person = stored.with(passwordHash: password.hash, changes: password.changes)
        changed.append(Changed(person: person, seal: sealer.seal(person)))
    }

    private mutating func changePassword(of user: UserID, to hash: String) {
        if let index = added.lastIndex(where: { $0.user == user }) {
            added[index] = added[index].with(passwordHash: hash, changes: 1)
        } else {
            let changes = passwords[user]?.changes ?? 0
            passwords[user] = Password(hash: hash, changes: changes + 1)
        }
    }

    private mutating func erase(_ user: UserID) {
        if let index = added.lastIndex(where: { $0.user == user }) {
            added.remove(at: index)
        } else {
            passwords[user] = nil
            erased.append(user)
        }
    }
}

extension Person {
    fileprivate func with(passwordHash: String, changes: Int64) -> Person {
        Person(
            user: user,
            username: username,
            email: email,
            name: name,
            passwordHash: passwordHash,
            passwordChanges: passwordChanges + changes
        )
    }
}
