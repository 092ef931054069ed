import API
import Commands
import Crypto
import Entities
import EventStore
import Events
import Glibc
import Identity
import Model
import Node
import Runtime
import Settings

/// `tally admin create`: registers a user and grants the role, in one append.
enum CreateAdministrator {
    static func run(
        _ options: AdministratorOptions,
        _ environment: [String: String]
    ) throws -> ExitCode {
        let configuration = try Configuration(environment: environment)
        let email = options.email ?? "\(options.username)@localhost"
        for (name, text, rule) in [
            ("--username", options.username, TextRule.newUsername), ("--email", email, .email),
        ] {
            if let wrong = rule.complaint(text) { throw Complaint.usage("\(name) \(wrong).") }
        }
        let password = try readPassword(of: [options.username, email])
        let database = try Database(options.database)
        defer { database.close() }
        try database.migrate()
        let claims = ClaimHasher(key: try database.secrets().claims)
        let registration = Registration(
            username: options.username,
            email: email,
            name: nil,
            password: Password(password)
        )
        let register = registration.command(
            cost: configuration.passwordCost,
            claims: claims,
            grant: configuration.grant
        )
        let name = claims.username(NormalForm.username(options.username))
        var writer = LocalWriter(database.options, configuration)
        let outcomes = writer.perform(
            [register, GrantRole(to: .username(name), role: .admin)],
            as: .system
        )
        switch outcomes.first {
        case .done:
            Output.line("Administrator \(options.username) is created.")
            return .success
        case .rejected(let reason, _, _, _): throw Complaint("Not created: \(reason).")
        case .unavailable(_, let cause?): throw Complaint("Not created. \(cause)")
        case .decided, .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused,
            .unknown,
            .unavailable,
            nil:
            throw Complaint("Not created: the database is not reached. Try again.")
        }
    }

    /// One line of standard input; a terminal does not show it.
    ///
    /// It must not be one of the names.
    private static func readPassword(of names: [String]) throws(Complaint) -> String {
        let isTerminal = isatty(STDIN_FILENO) == 1
        if isTerminal { Output.line("Password: ", terminator: "") }
        let password = withoutEcho(isTerminal) { readLine(strippingNewline: true) }
        if isTerminal { Output.line("") }
        guard let password else { throw Complaint("Give the password on standard input.") }
        if let wrong = PasswordRule.complaint(password, of: names) {
            throw Complaint("The password \(wrong).", exitCode: .usage)
        }
        return password
    }

    private static func withoutEcho<Result>(_ isTerminal: Bool, _ body: () -> Result) -> Result {
        var settings = termios()
        guard isTerminal, tcgetattr(STDIN_FILENO, &settings) == 0 else { return body() }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        defer {
            var restored = before
            tcsetattr(STDIN_FILENO, TCSANOW, &restored)
        }
        return body()
    }
}
