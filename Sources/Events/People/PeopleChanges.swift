/// What the changes of one batch come to, person by person, whatever their order within it.
struct PeopleChanges {
    struct Password {
        var hash: String
        var changes: Int64
    }

    /// Those who come in this batch and are not erased in it, as they are at its end.
    private(set) var added: [Person] = []
    /// The last password of each other person whose password changes, and how often it does.
    private(set) var passwords: [UserID: Password] = [:]
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

    private mutating func changePassword(of user: UserID, to hash: String) {
        if let index = added.lastIndex(where: { $0.user == user }) {
            added[index] = added[index].with(passwordHash: hash)
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
    fileprivate func with(passwordHash: String) -> Person {
        Person(
            user: user,
            username: username,
            email: email,
            name: name,
            passwordHash: passwordHash,
            passwordChanges: passwordChanges + 1
        )
    }
}
