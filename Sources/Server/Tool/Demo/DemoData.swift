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
    /// The list of logins, shown after the data is loaded.
    static func logins(_ passwords: DemoPasswords) -> String {
        let list = DemoAccount.all.map { "  \($0.username)  \(passwords.password(of: $0))" }.joined(
            separator: "\n"
        )
        return "Demo logins (user name, password):\n\(list)"
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
            try requireUnknownPasswords(people)
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
        return logins(passwords)
    }

    /// Throws if a demo user still has the known password.
    private static func requireUnknownPasswords(_ people: PeopleStore) throws {
        for account in DemoAccount.all {
            guard case .sealed(let person)? = try people.find(username: account.username),
                let hash = PasswordHash(text: person.passwordHash),
                hash.match(Password(account.password), at: hash.cost) != .wrong
            else { continue }
            throw Complaint(
                "The demo user \(account.username) has the known password in this database. "
                    + "Begin with an empty one for --demo-public."
            )
        }
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
        Output.line(DemoData.logins(.known))
        return .success
    }
}
