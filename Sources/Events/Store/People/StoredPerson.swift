import Events
import Model
import Postgres

/// A row of people.people, believed or not.
package struct StoredPerson {
    let person: Person
    let seal: [UInt8]?

    /// What `init` reads, of a row named `person`.
    static let columns =
        "person.user_id, person.username, person.email, person.name, person.password_hash, "
        + "person.password_changes, person.seal"
    static let columnCount = 7

    init(_ row: Row) throws(PostgresError) {
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

    func isSealed(by sealer: RowSealer) -> Bool {
        RowSealer.fits(seal, sealer.seal(person))
    }
}
