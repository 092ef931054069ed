import Events
import Model
import Postgres

/// A person's row as it was found.
package enum FoundPerson: Hashable, Sendable {
    case sealed(Person)
    /// There is a row, but its seal does not fit: nothing in it is believed but whose it is said to be.
    case distrusted(UserID)
}

/// Looks up personal data for login, under role `LogRole.commands`.
///
/// `PostgresEventLog` writes it.
package struct PeopleStore {
    private let connection: Connection
    private let sealer: RowSealer

    package init(_ connection: Connection, _ sealer: RowSealer) {
        self.connection = connection
        self.sealer = sealer
    }

    /// With the database's own secret.
    package init(_ connection: Connection) throws(PostgresError) {
        self.init(connection, try RowSealer(connection))
    }

    /// The person who bears the name, given in lower case.
    ///
    /// No order and no limit: a name has one bearer, and a planner without statistics would rather
    /// walk all people in the order of their ids. Of several rows, which only a change by hand can
    /// make, the sealed one counts.
    package func find(username: String) throws(PostgresError) -> FoundPerson? {
        try find(
            """
            SELECT \(StoredPerson.columns) FROM people.people AS person
            WHERE lower(person.username) = $1
            """,
            [.text(username)]
        )
    }

    package func find(_ user: UserID) throws(PostgresError) -> FoundPerson? {
        try find(
            """
            SELECT \(StoredPerson.columns) FROM people.people AS person
            WHERE person.user_id = $1
            """,
            [.int64(user.rawValue)]
        )
    }

    private func find(
        _ sql: String,
        _ arguments: Arguments
    ) throws(PostgresError) -> FoundPerson? {
        var distrusted: FoundPerson?
        for row in try connection.execute(sql, arguments) {
            let stored = try StoredPerson(row)
            if stored.isSealed(by: sealer) { return .sealed(stored.person) }
            distrusted = .distrusted(stored.person.user)
        }
        return distrusted
    }
}
