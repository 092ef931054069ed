import Events
import Model
import Postgres

extension Connection {
    /// Finds out what the rows become whose passwords change, and locks them, within the transaction
    /// that appends.
    ///
    /// Rare, so it may cost an exchange of its own; most batches change no password. Throws
    /// `.refused` for a row that is not believed, since a new seal would vouch for it.
    package func complete(
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

    /// Changes the rows of people who are there already, within the transaction that appends.
    ///
    /// Rare, so each kind may cost an exchange of its own; most batches have neither.
    package func write(_ changes: PeopleChanges) throws(PostgresError) {
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
