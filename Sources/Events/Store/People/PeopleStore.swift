import Events
import Model
import Postgres

/// A person's row as it was read.
package enum FoundPerson: Hashable, Sendable {
    case sealed(Person)
    /// There is a row, but its seal does not match: only its user id is used.
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

    /// The person with this user name, given in lower case.
    ///
    /// No order and no limit: a name has one owner, and with either a planner without statistics
    /// would walk all people in the order of their ids. If a manual change has made several rows,
    /// the sealed one counts.
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

    /// A person chosen by a number from 0 to 65,535: the same one until others register.
    package func choose(_ number: UInt16) throws(PostgresError) -> FoundPerson? {
        try find(
            """
            SELECT \(StoredPerson.columns) FROM people.people AS person
            WHERE person.user_id >= $1 * (SELECT max(user_id) FROM people.people) / 65536
            ORDER BY person.user_id LIMIT 1
            """,
            [.int64(Int64(number))]
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

/// A row of people.people, trusted or not.
package struct StoredPerson {
    package let person: Person
    let seal: [UInt8]?

    /// The columns that `init` reads, of a row named `person`.
    package static let columns =
        "person.user_id, person.username, person.email, person.name, person.password_hash, "
        + "person.password_changes, person.seal"
    /// Their number.
    package static let columnCount = 7

    /// From the first columns of a row.
    package init(_ row: Row) throws(PostgresError) {
        person = Person(
            user: UserID(try row.int64(0)),
            username: try row.string(1),
            email: try row.string(2),
            name: try row.optionalString(3),
            passwordHash: try row.string(4),
            passwordChanges: try row.int64(5)
        )
        seal = try row.optionalBytes(6)
    }

    /// Whether this software has written it.
    package func isSealed(by sealer: RowSealer) -> Bool {
        RowSealer.fits(seal, sealer.seal(person))
    }
}
