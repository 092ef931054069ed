import Events
import Model
import Postgres

/// The combined changes of one batch, person by person, whatever their order within it.
struct PeopleChanges {
    /// What changes of a stored row.
    struct Edit {
        /// Nil if the password stays the same.
        var passwordHash: String?
        /// The number of changes of the password.
        var passwordChanges: Int64 = 0
        var email: String?
        var name = PersonDetails.Name.same
    }

    /// A person as the batch leaves the row.
    struct Changed {
        let person: Person
        let seal: [UInt8]
    }

    /// People who are added in this batch and not erased in it, as they are at its end.
    private(set) var added: [Person] = []
    /// For each other person whose row changes: everything that does.
    private(set) var edits: [UserID: Edit] = [:]
    /// The rows after those edits, once they are known.
    private(set) var changed: [Changed] = []
    private(set) var erased: [UserID] = []
    private(set) var sessions = SessionChanges()

    init(_ changes: [PersonChange]) {
        for change in changes {
            switch change {
            case .added(let person): added.append(person)
            case .passwordChanged(let user, let hash):
                edit(user) { edit in
                    edit.passwordHash = hash
                    edit.passwordChanges += 1
                }
            case .passwordRenewed(let user, let hash): edit(user) { $0.passwordHash = hash }
            case .detailsChanged(let user, let details):
                edit(user) { edit in
                    if let email = details.email { edit.email = email }
                    if details.name != .same { edit.name = details.name }
                }
            case .erased(let user): erase(user)
            case .signedIn, .sessionUsed, .signedOut: sessions.add(change)
            }
        }
    }

    var isEmpty: Bool {
        added.isEmpty && edits.isEmpty && erased.isEmpty && sessions.isEmpty
    }

    /// Makes the new row of a person whose row changes from the stored one.
    mutating func complete(_ stored: Person, _ sealer: RowSealer) {
        guard let edit = edits[stored.user] else { return }
        let person = stored.with(edit)
        changed.append(Changed(person: person, seal: sealer.seal(person)))
    }

    private mutating func edit(_ user: UserID, _ change: (inout Edit) -> Void) {
        if let index = added.lastIndex(where: { $0.user == user }) {
            var edit = Edit()
            change(&edit)
            added[index] = added[index].with(edit)
        } else {
            change(&edits[user, default: Edit()])
        }
    }

    private mutating func erase(_ user: UserID) {
        if let index = added.lastIndex(where: { $0.user == user }) {
            added.remove(at: index)
        } else {
            edits[user] = nil
            erased.append(user)
        }
    }
}

extension Person {
    fileprivate func with(_ edit: PeopleChanges.Edit) -> Person {
        let newName: String? =
            switch edit.name {
            case .same: name
            case .changed(let text): text
            }
        return Person(
            user: user,
            username: username,
            email: edit.email ?? email,
            name: newName,
            passwordHash: edit.passwordHash ?? passwordHash,
            passwordChanges: passwordChanges + edit.passwordChanges
        )
    }
}

extension Connection {
    /// Reads and locks the rows that change, within the transaction that appends, and
    /// completes the new rows.
    ///
    /// Rare, so it may cost an exchange of its own; most batches change none. Throws
    /// `.refused` for a distrusted row, since a new seal would make it trusted.
    func complete(
        _ changes: inout PeopleChanges,
        _ sealer: RowSealer,
        distrusted: (DistrustedRow) -> Void
    ) throws(EventLogError) {
        guard !changes.edits.isEmpty else { return }
        let stored: [StoredPerson]
        do throws(PostgresError) {
            let rows = try execute(
                """
                SELECT \(StoredPerson.columns) FROM people.people AS person
                WHERE person.user_id = ANY ($1) FOR UPDATE
                """,
                [.int64s(changes.edits.keys.map(\.rawValue))]
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
    /// Rare, so each kind may cost an exchange of its own; most batches have none.
    func write(_ changes: PeopleChanges, at time: Timestamp) throws(PostgresError) {
        if !changes.changed.isEmpty { try write(changes.changed) }
        if !changes.sessions.isEmpty { try write(changes.sessions, at: time) }
        if !changes.erased.isEmpty { try erase(changes.erased) }
    }

    private func write(_ changed: [PeopleChanges.Changed]) throws(PostgresError) {
        var arguments = Arguments()
        arguments.append(changed.map(\.person.user.rawValue))
        arguments.append(changed.map(\.person.email))
        arguments.append(changed.map(\.person.name))
        arguments.append(changed.map(\.person.passwordHash))
        arguments.append(changed.map(\.person.passwordChanges))
        arguments.append(changed.map(\.seal))
        try execute(
            """
            UPDATE people.people AS person
            SET email = given.email, name = given.name, password_hash = given.hash,
                password_changes = given.changes, seal = given.seal
            FROM unnest($1, $2, $3, $4, $5, $6)
                AS given (user_id, email, name, hash, changes, seal)
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
        try execute(
            "DELETE FROM people.sessions WHERE user_id = ANY ($1)",
            [.int64s(users.map(\.rawValue))]
        )
    }
}
