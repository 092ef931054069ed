import API
import Commands
import Entities
import EventStore
import Events
import Model
import Node
import Postgres
import Runtime
import Settings

/// `tally admin grant`, `revoke`, `reset` and `unlock`: for when nobody can sign in who could do
/// the same by the API.
enum AdministerUser {
    /// How long a code for another password is valid.
    private static let resetSeconds = 3_600

    static func run(
        _ options: AdministrationOptions,
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
            guard let person = named.person else {
                throw Complaint("There is no user \"\(options.user)\", by name or by number.")
            }
            var writer = LocalWriter(database.options, configuration)
            func perform(_ command: any Command, _ done: String) throws {
                try require(writer.perform([command], as: .system).first)
                Output.line(done)
            }
            let (user, name) = (Recipient.user(person.user), person.username)
            switch options.action {
            case .grant:
                try perform(GrantRole(to: user, role: .admin), "\(name) is an administrator.")
            case .revoke:
                try perform(
                    RevokeRole(of: user, role: .admin),
                    "\(name) is no administrator any more, and is signed out."
                )
            case .reset:
                let code = OneTimeCode(
                    id: person.user.rawValue,
                    secret: OneTimeCode.makeSecret()
                )
                let command = IssuePasswordReset(
                    for: user,
                    code: hasher.code(.passwordReset, secret: code.secret),
                    expiresAt: SystemTime().now().advanced(bySeconds: resetSeconds)
                )
                try perform(
                    command,
                    "\(code.text)\nWith this code \(name) can choose another password within an "
                        + "hour, on the sign-in page or at POST /reset-password. It is not shown again."
                )
            case .unlock:
                try SignInAttempts(connection).clear(person.user, hasher)
                Output.line("The failed sign-ins of \(name) are forgotten.")
            }
            return .success
        } catch let error as PostgresError {
            throw Complaint(database: error)
        }
    }

    /// What is to be done before the last administrator can go.
    static func lastAdministrator(_ undone: String) -> Complaint {
        Complaint("\(undone): nobody else is an administrator. Grant the role first.")
    }

    private static func require(_ outcome: Outcome?) throws(Complaint) {
        switch outcome {
        case .done: return
        case .rejected(Rejection.lastAdministrator.rawValue, _, _, _):
            throw lastAdministrator("Not done")
        case .rejected(let reason, _, _, _): throw Complaint("Not done: \(reason).")
        case .notFound: throw Complaint("Not done: the log has no such user.")
        case .unknown:
            throw Complaint("Whether it was done is not known: the database is lost. Try again.")
        case .unavailable(_, let cause?): throw Complaint("Not done. \(cause)")
        case .decided, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused,
            .unavailable, nil:
            throw Complaint("Not done: the database is not reached. Try again.")
        }
    }
}

/// Users who were made administrators, as the log has them.
struct Administrators {
    /// Everybody who was ever granted the role.
    private let users: [UserID]
    private let connection: Connection
    private static let types: [EventType] = [
        .user(.roleGranted), .user(.roleRevoked), .user(.deleted), .user(.restored),
        .user(.erased),
    ]

    init(_ connection: Connection) throws {
        self.connection = connection
        users = try LogReader(connection).grantees()
    }

    /// Those who have the role now, with their states.
    func current() throws -> [(user: UserID, state: String)] {
        try users.compactMap { user in
            var (isAdministrator, isDeleted, isErased) = (false, false, false)
            for event in try LogReader(connection).read(.user(user), Self.types) {
                guard case .user(let change) = event.event else { continue }
                switch change {
                case .roleGranted: isAdministrator = true
                case .roleRevoked: isAdministrator = false
                case .deleted: isDeleted = true
                case .restored: isDeleted = false
                case .erased: isErased = true
                case .registered, .passwordChanged, .passwordResetIssued, .sessionsEnded,
                    .detailsChanged:
                    break
                }
            }
            guard isAdministrator, !isErased else { return nil }
            return (user, isDeleted ? "deleted" : "active")
        }
    }
}

/// `tally admin list`: prints the administrators, one a line.
enum ListAdministrators {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        do {
            let connection = try Connection(database.options.with(role: LogRole.commands))
            let people = try PeopleStore(connection)
            let all = try Administrators(connection).current()
            for (user, state) in all {
                let name: String =
                    switch try people.find(user) {
                    case .sealed(let person): person.username
                    case .distrusted, nil: "?"
                    }
                Output.line("\(user.rawValue)  \(name)  \(state)")
            }
            if all.isEmpty {
                Output.complain("there is no administrator: see tally admin create and grant.")
            }
            return .success
        } catch let error as PostgresError {
            throw Complaint(database: error)
        }
    }
}
