import API
import Crypto
import EventStore
import Events
import Model
import Node
import Operations
import Postgres
import Runtime
import Settings

/// Users, slots, shops and some traffic, to try Tally with.
enum DemoData {
    /// The list of logins, shown after random passwords were given.
    static func logins(_ passwords: DemoPasswords) -> String {
        list(DemoAccount.all.map { ($0.username, passwords.password(of: $0)) })
    }

    /// The list of those who sign in with the known password, shown after the data is loaded: a
    /// demo user may have been deleted since, or have chosen another.
    static func knownLogins(_ connection: Connection) throws -> String {
        list(try DemoAccount.known(connection))
    }

    private static func list(_ logins: [(username: String, password: String)]) -> String {
        let missing = DemoAccount.all.count - logins.count
        let rest = "(\(missing) of the demo users are gone, or have other passwords.)"
        let lines =
            ["Demo logins (user name, password):"]
            + logins.map { "  \($0.username)  \($0.password)" }
        return (missing == 0 ? lines : lines + [rest]).joined(separator: "\n")
    }

    /// Loads what is missing; returns whether anything was missing.
    static func load(
        _ database: ConnectionOptions,
        _ secrets: LogSecrets,
        _ configuration: Configuration,
        passwords: DemoPasswords = .known
    ) throws -> Bool {
        let people = try PeopleStore(try Connection(database.with(role: LogRole.commands)))
        // The last step of all registers the last account.
        guard let last = DemoAccount.all.last, try people.find(username: last.username) == nil
        else {
            return false
        }
        var loader = DemoLoader(database, secrets, configuration, people, passwords)
        try loader.load()
        return true
    }

    /// Loads it into an empty log, or continues an interrupted load; returns the text to print.
    ///
    /// A log with anything else in it must not get users with known passwords, and a service that
    /// others reach must not have them from before.
    @discardableResult
    static func loadIfEmpty(
        _ database: ConnectionOptions,
        _ secrets: LogSecrets,
        _ configuration: Configuration,
        passwords: DemoPasswords = .known
    ) throws -> String {
        let connection = try Connection(database.with(role: LogRole.commands))
        let isEmpty = try LogReader(connection).tail().position == .start
        let people = try PeopleStore(connection)
        let begun = DemoAccount.all.first.map(\.username) ?? ""
        guard try isEmpty || people.find(username: begun) != nil else {
            LogLine(.warning, "no demo data").with("detail", "the log is not empty").write()
            return "No demo data: the log is not empty."
        }
        if passwords.isRandom {
            try requireUnknownPasswords(connection, "--demo-public makes random passwords")
            let last = DemoAccount.all.last.map(\.username) ?? ""
            guard try isEmpty || people.find(username: last) != nil else {
                throw Complaint(
                    "Loading the demo data was interrupted, and its passwords were never shown. "
                        + "Begin with an empty database."
                )
            }
        }
        let isNew = try load(database, secrets, configuration, passwords: passwords)
        guard isNew || !passwords.isRandom else {
            return "The demo data was loaded before; its passwords were shown then."
        }
        return passwords.isRandom ? logins(passwords) : try knownLogins(connection)
    }

    /// Throws if others reach the service at `host` and could sign in there as a demo user with the
    /// password that the documents name.
    static func requireUnknownPasswords(
        of database: ConnectionOptions,
        to host: String
    ) throws {
        guard !Listening.isLoopback(host) else { return }
        let connection = try Connection(database.with(role: LogRole.commands))
        try requireUnknownPasswords(connection, "Others reach \(host)")
    }

    private static func requireUnknownPasswords(
        _ connection: Connection,
        _ reason: String
    ) throws {
        let names = try DemoAccount.known(connection).map(\.username)
        guard !names.isEmpty else { return }
        throw Complaint(
            "\(reason), and demo users of this database have the passwords of the documents: "
                + "\(names.joined(separator: ", ")). Delete them, let them choose others (tally "
                + "admin reset NAME), listen on 127.0.0.1, or begin with an empty database."
        )
    }
}

extension DemoAccount {
    /// The demo users who can sign in with the known password.
    fileprivate static func known(
        _ connection: Connection
    ) throws -> [(username: String, password: String)] {
        let people = try PeopleStore(connection)
        return try all.filter { account in
            guard case .sealed(let person)? = try people.find(username: account.username),
                let hash = PasswordHash(text: person.passwordHash),
                hash.match(Password(account.password), at: hash.cost) != .wrong
            else { return false }
            return try !isDeleted(person.user, connection)
        }
    }

    private static func isDeleted(_ user: UserID, _ connection: Connection) throws -> Bool {
        let types: [EventType] = [.user(.deleted), .user(.restored)]
        let last = try LogReader(connection).read(.user(user), types).last
        guard case .user(.deleted)? = last?.event else { return false }
        return true
    }
}

/// The passwords of the demo users.
struct DemoPasswords {
    private let random: [String: String]

    /// Those that the documents name.
    static let known = DemoPasswords(random: [:])

    /// Others each time, which nobody knows who does not see them printed.
    static func random() -> DemoPasswords {
        DemoPasswords(
            random: Dictionary(
                uniqueKeysWithValues: DemoAccount.all.map {
                    ($0.username, OneTimeCode.makeSecret())
                }
            )
        )
    }

    var isRandom: Bool { !random.isEmpty }

    func password(of account: (username: String, password: String)) -> String {
        random[account.username] ?? account.password
    }
}

/// `tally demo`: loads the demo data, once.
enum Demo {
    static func run(
        _ options: DatabaseOptions,
        _ environment: [String: String]
    ) throws -> ExitCode {
        let configuration = try Configuration(environment: environment)
        let database = try Database(options)
        defer { database.close() }
        try database.migrate()
        let isNew = try DemoData.load(
            database.options,
            try database.secrets(),
            configuration
        )
        Output.line(isNew ? "The demo data is loaded." : "The demo data was loaded before.")
        let connection = try Connection(database.options.with(role: LogRole.commands))
        Output.line(try DemoData.knownLogins(connection))
        return .success
    }
}
