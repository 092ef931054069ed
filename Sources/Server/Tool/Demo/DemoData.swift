import API
import EventStore
import Events
import Model
import Node
import Postgres
import Runtime
import Settings

/// Users, slots, shops and some traffic, to try Tally with.
enum DemoData {
    /// The list of logins, shown after the data is loaded.
    static var logins: String {
        let list = DemoAccount.all.map { "  \($0.username)  \($0.password)" }.joined(
            separator: "\n"
        )
        return "Demo logins (user name, password):\n\(list)"
    }

    /// Loads what is missing; returns whether anything was missing.
    static func load(
        _ database: ConnectionOptions,
        _ secrets: LogSecrets,
        _ configuration: Configuration
    ) throws -> Bool {
        let people = try PeopleStore(try Connection(database.with(role: LogRole.commands)))
        // The last step of all registers the last account.
        guard let last = DemoAccount.all.last, try people.find(username: last.username) == nil
        else {
            return false
        }
        var loader = DemoLoader(database, secrets, configuration, people)
        try loader.load()
        return true
    }

    /// Loads it into an empty log, or continues an interrupted load.
    ///
    /// A log with anything else in it must not get users with known passwords.
    static func loadIfEmpty(
        _ database: ConnectionOptions,
        _ secrets: LogSecrets,
        _ configuration: Configuration
    ) throws {
        let connection = try Connection(database.with(role: LogRole.commands))
        let isEmpty = try LogReader(connection).tail().position == .start
        let begun = DemoAccount.all.first.map(\.username) ?? ""
        guard try isEmpty || PeopleStore(connection).find(username: begun) != nil else {
            LogLine(.warning, "no demo data").with("detail", "the log is not empty").write()
            return
        }
        _ = try load(database, secrets, configuration)
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
        Output.line(DemoData.logins)
        return .success
    }
}
