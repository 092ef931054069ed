import Postgres

extension Connection {
    /// Changes the rows of people who are there already, within the transaction that appends.
    ///
    /// Rare, so each kind may cost an exchange of its own; most batches have neither.
    func write(_ changes: PeopleChanges) throws(PostgresError) {
        if !changes.passwords.isEmpty { try change(changes.passwords) }
        if !changes.erased.isEmpty { try erase(changes.erased) }
    }

    private func change(
        _ passwords: [UserID: PeopleChanges.Password]
    ) throws(PostgresError) {
        var arguments = Arguments()
        arguments.append(passwords.map(\.key.rawValue))
        arguments.append(passwords.map(\.value.hash))
        arguments.append(passwords.map(\.value.changes))
        try execute(
            """
            UPDATE people.people AS person
            SET password_hash = given.hash,
                password_changes = person.password_changes + given.changes
            FROM unnest($1, $2, $3) AS given (user_id, hash, changes)
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
