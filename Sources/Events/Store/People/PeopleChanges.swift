import Events
import Model
import Postgres

/// The combined changes of one batch, person by person, whatever their order within it.
struct PeopleChanges {
    struct Password {
        var hash: String
        var changes: Int64
    }

    /// A person as the batch leaves the row.
    struct Changed {
        let person: Person
        let seal: [UInt8]
    }

    /// People who are added in this batch and not erased in it, as they are at its end.
    private(set) var added: [Person] = []
    /// For each other person whose password changes: the last password, and the number of changes.
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

    /// Makes the new row of a person whose password changes from the stored one.
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

extension Connection {
    /// Reads and locks the rows whose passwords change, within the transaction that appends, and
    /// completes the new rows.
    ///
    /// Rare, so it may cost an exchange of its own; most batches change no password. Throws
    /// `.refused` for a distrusted row, since a new seal would make it trusted.
    func complete(
        _ changes: inout PeopleChanges,
        _ sealer: RowSealer,
        distrusted: (DistrustedRow) -> Void
    ) throws(EventLogError) {
        guard !changes.passwords.isEmpty else { return }
        let stored: [StoredPerson]
        do throws(PostgresError) {
            let rows = try execute(
                """
                SELECT \(StoredPerson.columns) FROM people.people AS person
                WHERE person.user_id = ANY ($1) FOR UPDATE
                """,
                [.int64s(changes.passwords.keys.map(\.rawValue))]
            )
            stored = try rows.map { (row) throws(PostgresError) in try StoredPerson(row) }
        } catch {
            throw EventLogError(error)
        }
        for found in stored {
            guard found.isSealed(by: sealer) else {
                let row = DistrustedRow.person(found.person.user)
                distrusted(row)
                throw .refused(row.description)
            }
            changes.complete(found.person, sealer)
        }
    }

    /// Changes existing rows of people, within the transaction that appends.
    ///
    /// Rare, so each kind may cost an exchange of its own; most batches have neither.
    func write(_ changes: PeopleChanges) throws(PostgresError) {
        if !changes.changed.isEmpty { try write(changes.changed) }
        if !changes.erased.isEmpty { try erase(changes.erased) }
    }

    private func write(_ changed: [PeopleChanges.Changed]) throws(PostgresError) {
        var arguments = Arguments()
        arguments.append(changed.map(\.person.user.rawValue))
        arguments.append(changed.map(\.person.passwordHash))
        arguments.append(changed.map(\.person.passwordChanges))
        arguments.append(changed.map(\.seal))
        try execute(
            """
            UPDATE people.people AS person
            SET password_hash = given.hash, password_changes = given.changes, seal = given.seal
            FROM unnest($1, $2, $3, $4) AS given (user_id, hash, changes, seal)
            WHERE person.user_id = given.user_id
            """,
            arguments
        )
    }

    private func erase(_ users: [UserID]) throws(PostgresError) {
        try execute(
            "DELETE FROM people.people WHERE user_id = ANY ($1)",
            [.int64s(users.map(\.rawValue))]
        )
    }
}
