/// Why a schema can't be brought to, or is not at, the version this program needs.
package enum MigrationError: Error, Hashable, Sendable {
    /// The program's own list is not 1, 2, 3 …: a fault in the code.
    case misnumbered(owner: String)
    /// A migration was edited after it had been applied to this database.
    case changed(owner: String, number: Int, name: String)
    /// A newer program has migrated this database.
    case newer(owner: String, applied: Int, known: Int)
    /// Migrations wait to be applied; only `Migrator.check` throws this.
    case pending(owner: String, next: Int, name: String)
    /// A migration failed and was rolled back.
    case failed(owner: String, number: Int, name: String, PostgresError)
    /// A migration ends the transaction that it runs in.
    case endsTransaction(owner: String, number: Int, name: String)
    case database(PostgresError)
}

extension MigrationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .misnumbered(let owner):
            "the migrations of schema \"\(owner)\" are not numbered 1, 2, 3 …"
        case .changed(let owner, let number, let name):
            "migration \(number) (\(name)) of schema \"\(owner)\" was changed after this database had"
                + " applied it; restore the original and put the change into a new migration"
        case .newer(let owner, let applied, let known):
            "schema \"\(owner)\" of this database is at version \(applied), this program knows"
                + " \(known); run a newer version of the program"
        case .pending(let owner, let next, let name):
            "schema \"\(owner)\" of this database lacks migration \(next) (\(name)); run `tally migrate`"
        case .failed(let owner, let number, let name, let error):
            "migration \(number) (\(name)) of schema \"\(owner)\" failed: \(error)"
        case .endsTransaction(let owner, let number, let name):
            "migration \(number) (\(name)) of schema \"\(owner)\" contains a COMMIT or ROLLBACK"
        case .database(let error): error.description
        }
    }
}
