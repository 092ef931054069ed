import API
import Commands
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
            let person = try find(options.user, PeopleStore(connection))
            let recipient = recipient(options.user, person, hasher)
            var writer = LocalWriter(database.options, configuration)
            let outcome = writer.perform([EraseUser(recipient)], as: .system).first
            let isNew = try isErased(outcome, options.user)
            try SignInAttempts(connection).clear(subjects(options.user, person, hasher))
            guard let user = try bearer(recipient, connection) else {
                throw Complaint("The claim of \(options.user) is not found in the log.")
            }
            try JournalStore(connection).erase(user)
            guard isNew else { throw Complaint("\(options.user) was erased before.") }
            report(user)
            return .success
        } catch let error as PostgresError {
            throw Complaint(database: error)
        }
    }

    /// The person with this user name or number.
    ///
    /// Throws if it is the name of one user and the number of another: a mistake can't be undone.
    private static func find(_ text: String, _ people: PeopleStore) throws -> Person? {
        let named = try person(people.find(username: NormalForm.username(text)))
        let numbered = try Int64(text).flatMap { try person(people.find(UserID($0))) }
        if let named, let numbered, named.user != numbered.user {
            throw Complaint(
                "\(text) is the name of user \(named.user.rawValue) and the number of "
                    + "\(numbered.username): nothing is erased. Name the one by number or the "
                    + "other by name."
            )
        }
        return named ?? numbered
    }

    /// Throws for a row that was changed by hand: its name may be another user's.
    private static func person(_ found: FoundPerson?) throws(Complaint) -> Person? {
        switch found {
        case .sealed(let person): return person
        case .distrusted(let user):
            throw Complaint(
                "\(DistrustedRow.person(user)). Delete the row by hand, then erase "
                    + "\(user.rawValue) by number."
            )
        case nil: return nil
        }
    }

    /// A user who was erased before is still found by number, and by the claim on the name.
    private static func recipient(
        _ text: String,
        _ person: Person?,
        _ hasher: ClaimHasher
    ) -> Recipient {
        if let person { return .user(person.user) }
        if let number = Int64(text) { return .user(UserID(number)) }
        return .username(hasher.username(NormalForm.username(text)))
    }

    /// The user who has the claim on the name, erased or not.
    private static func bearer(_ recipient: Recipient, _ connection: Connection) throws -> UserID? {
        let claim: StreamID
        switch recipient {
        case .user(let user): return user
        case .username(let name): claim = .username(name)
        case .email(let address): claim = .email(address)
        }
        guard case .claim(let change) = try LogReader(connection).read(claim, limit: 1).first?.event
        else { return nil }
        switch change {
        case .usernameClaimed(let user), .emailClaimed(let user): return user
        }
    }

    /// True if the user is erased by this command, false if by an earlier one.
    private static func isErased(_ outcome: Outcome?, _ text: String) throws(Complaint) -> Bool {
        switch outcome {
        case .done(_, _?, _): return true
        case .rejected(let reason, _, _) where reason == Rejection.userErased.rawValue:
            return false
        case .rejected(let reason, _, _): throw Complaint("Not erased: \(reason).")
        case .notFound:
            throw Complaint("There is no user \"\(text)\", by name or by number.")
        case .unknown:
            throw Complaint("Whether it was done is not known: the database is lost. Try again.")
        case .unavailable(_, let cause?): throw Complaint("Not erased. \(cause)")
        case .done, .forbidden, .sessionLost, .distrusted, .keyReused, .unavailable, nil:
            throw Complaint("Not erased: the database is not reached. Try again.")
        }
    }

    private static func subjects(
        _ text: String,
        _ person: Person?,
        _ hasher: ClaimHasher
    ) -> [SignInSubject] {
        var names: Set<String> = [NormalForm.username(text)]
        if let person {
            names.insert(NormalForm.username(person.username))
            names.insert(NormalForm.email(person.email))
        }
        return names.map { SignInSubject(account: $0, hasher) }
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
