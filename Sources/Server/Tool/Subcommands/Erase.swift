import API
import Commands
import Entities
import EventStore
import Events
import Jobs
import Model
import Node
import Postgres
import Runtime
import Settings

/// `tally admin erase`: deletes a user's personal data for good.
///
/// The transaction that appends `user.erased` deletes the person's row. The counts of failed
/// sign-ins under the name and the address, and the bodies of kept commands, are deleted after it;
/// for a user who was erased before they are deleted again, in case that was interrupted.
enum Erase {
    static func run(
        _ options: ErasureOptions,
        _ environment: [String: String]
    ) throws -> ExitCode {
        let configuration = try Configuration(environment: environment)
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        let hasher = ClaimHasher(key: try database.secrets().claims)
        do {
            let connection = try Connection(database.options.with(role: LogRole.commands))
            let named = try NamedUser(options.user, connection, hasher)
            var writer = LocalWriter(database.options, configuration)
            let outcome = writer.perform([EraseUser(named.recipient)], as: .system).first
            let isNew = try isErased(outcome, options.user)
            let attempts = SignInAttempts(connection)
            try attempts.clear(named.subjects(hasher))
            guard let user = try named.bearer(connection) else {
                throw Complaint("The claim of \(options.user) is not found in the log.")
            }
            try attempts.clear(user, hasher)
            try KnownClients(connection).delete(of: user)
            try JournalStore(connection).erase(user)
            guard isNew else { throw Complaint("\(options.user) was erased before.") }
            report(user)
            return .success
        } catch let error as PostgresError {
            throw Complaint(database: error)
        }
    }

    /// True if the user is erased by this command, false if by an earlier one.
    private static func isErased(_ outcome: Outcome?, _ text: String) throws(Complaint) -> Bool {
        switch outcome {
        case .done(_, _?, _): return true
        case .rejected(let reason, _, _, _) where reason == Rejection.userErased.rawValue:
            return false
        case .rejected(Rejection.lastAdministrator.rawValue, _, _, _):
            throw AdministerUser.lastAdministrator("Not erased")
        case .rejected(let reason, _, _, _): throw Complaint("Not erased: \(reason).")
        case .notFound:
            throw Complaint("There is no user \"\(text)\", by name or by number.")
        case .unknown:
            throw Complaint("Whether it was done is not known: the database is lost. Try again.")
        case .unavailable(_, let cause?): throw Complaint("Not erased. \(cause)")
        case .done, .decided, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused,
            .unavailable,
            nil:
            throw Complaint("Not erased: the database is not reached. Try again.")
        }
    }

    private static func report(_ erased: UserID) {
        let user = erased.rawValue
        Output.line(
            "User \(user) is erased: user name, e-mail address, display name and password are "
                + "deleted for good, which can't be undone. The user can't sign in any more; "
                + "balance and history stay under the number \(user)."
        )
    }
}
