import Model
import Projections
import Settings

/// The commands of `tally`.
enum Subcommand: String, CaseIterable {
    case serve
    case replay
    case verify
    case migrate
    case demo
    case events
    case restore
    case admin
    case health
    case standIn = "stand-in"
    case status
    case completions
    case man

    var summary: String {
        switch self {
        case .serve: "Run the service."
        case .replay: "Rebuild read models from the log."
        case .verify: "Check the log's hash chain and invariants, and the rows that are believed."
        case .migrate: "Create or update the database's schemas, then exit."
        case .demo: "Load the demo data, once."
        case .events: "Print the log as JSON lines."
        case .restore: "Begin another history of a log that was restored from a backup."
        case .health: "Ask a running service whether it is ready."
        case .status: "Show history, log, read models, lock, jobs and the last check on one screen."
        case .completions: "Print completions for a shell: bash or zsh."
        case .man: "Print the manual page, for man -l."
        case .standIn: "Run a stand-in of the services outside: rates, services, orders."
        case .admin: "Administrators, lost passwords, lock-outs, and erasing a user for good."
        }
    }

    var usage: String {
        switch self {
        case .serve:
            """
            tally serve [--port N] [--host ADDRESS] [--demo | --demo-public] [--wait SECONDS]
                               [--verbose]
            """
        case .replay: "tally replay [NAME…] [--verify | --accept-cut POSITION]"
        case .verify: "tally verify [--incremental]"
        case .migrate: "tally migrate"
        case .demo: "tally demo"
        case .events:
            """
            tally events [--stream NAME] [--type TYPE,…] [--from POSITION[@HISTORY] | --tail N]
                                [--to POSITION | --follow]
            """
        case .status: "tally status"
        case .completions: "tally completions bash|zsh"
        case .man: "tally man"
        case .restore: "tally restore [--rotate-tokens]"
        case .health: "tally health [--port N] [--host ADDRESS]"
        case .standIn: "tally stand-in [--port N] [--host ADDRESS]"
        case .admin:
            """
            tally admin create --username NAME [--email ADDRESS]
                   tally admin erase USER
                   tally admin grant USER
                   tally admin revoke USER
                   tally admin reset USER
                   tally admin unlock USER
                   tally admin list
            """
        }
    }

    var options: [Option] {
        if self == .health { return [.healthPort, .healthHost, .help] }
        if self == .standIn { return [.standInPort, .host, .help] }
        if self == .completions || self == .man { return [.help] }
        let own: [Option] =
            switch self {
            case .serve: [.port, .host, .demo, .demoPublic, .wait, .verbose]
            case .replay: [.verify, .acceptCut]
            case .verify: [.incremental]
            case .migrate, .demo, .health, .standIn, .status, .completions, .man: []
            case .events: [.stream, .type, .from, .to, .tail, .follow]
            case .restore: [.rotateTokens]
            case .admin: [.username, .email]
            }
        return own + [.database, .data, .help]
    }

    /// The words that may follow; empty if none may.
    var words: [String] {
        switch self {
        case .replay: ReadModel.allCases.map(\.rawValue)
        case .admin: AdministratorAction.allCases.map(\.rawValue)
        case .completions: Shell.allCases.map(\.rawValue)
        case .serve, .verify, .migrate, .demo, .events, .restore, .health, .standIn, .status, .man:
            []
        }
    }

    var takesWords: Bool { !words.isEmpty }
}

/// An option that a command takes.
struct Option: Hashable {
    /// With its dashes.
    let name: String
    /// The placeholder of its value in help; nil for a flag.
    let value: String?
    let meaning: String

    private init(_ name: String, _ value: String?, _ meaning: String) {
        (self.name, self.value, self.meaning) = (name, value, meaning)
    }

    static let database = Option(
        "--database",
        "URL",
        "use this PostgreSQL (also DATABASE_URL), as postgresql://user@host/name"
    )
    static let data = Option(
        "--data",
        "DIR",
        "directory of the private PostgreSQL (default .tally)"
    )
    static let help = Option("--help", nil, "print this")
    static let port = Option(
        "--port",
        "N",
        "TCP port to listen on (default 8080; 0 takes a free one)"
    )
    static let standInPort = Option("--port", "N", "TCP port to listen on (default: a free one)")
    static let healthPort = Option("--port", "N", "TCP port of the service (default 8080)")
    static let healthHost = Option(
        "--host",
        "ADDRESS",
        "address of the service (default 127.0.0.1)"
    )
    static let host = Option("--host", "ADDRESS", "address to listen on (default 127.0.0.1)")
    static let demo = Option("--demo", nil, "load the demo data once if the log is empty")
    static let demoPublic = Option(
        "--demo-public",
        nil,
        "the same for a service that others reach: with random passwords, printed once"
    )
    static let wait = Option(
        "--wait",
        "SECONDS",
        "wait so long for a PostgreSQL that is down (default: for ever; 0 gives up at once)"
    )
    static let verify = Option("--verify", nil, "only compare with the live read models")
    static let incremental = Option(
        "--incremental",
        nil,
        "check only what is new since the last check (default: the whole log)"
    )
    static let acceptCut = Option(
        "--accept-cut",
        "POSITION",
        "the log was cut back to end there: make read models that are ahead as short"
    )
    static let stream = Option("--stream", "NAME", "only this stream, such as account-42")
    static let from = Option(
        "--from",
        "POSITION",
        "start at this position (default 1); with @HISTORY, only if the log still has it"
    )
    static let type = Option(
        "--type",
        "TYPE,…",
        "only events of these types, such as account.debited"
    )
    static let to = Option("--to", "POSITION", "end after this position (default: the log's end)")
    static let tail = Option("--tail", "N", "begin with the last N events, 1 to 10000")
    static let follow = Option(
        "--follow",
        nil,
        "wait for further events; begins at the log's end unless --from or --tail is given"
    )
    static let verbose = Option(
        "--verbose",
        nil,
        "on a terminal too, write the log's JSON lines, requests among them"
    )
    static let rotateTokens = Option(
        "--rotate-tokens",
        nil,
        "replace the secret that signs tokens, so that everybody has to sign in again"
    )
    static let username = Option("--username", "NAME", "name to sign in with")
    static let email = Option("--email", "ADDRESS", "e-mail address (default NAME@localhost)")
}

/// The texts that `--help` prints.
enum Help {
    static func text(for command: Subcommand?) -> String {
        guard let command else { return overview }
        var text = "Usage: \(command.usage)\n\n\(command.summary)\n\nOptions:\n"
        text += table(
            command.options.map { option in
                (option.name + (option.value.map { " " + $0 } ?? ""), option.meaning)
            }
        )
        if command == .admin {
            text += "\n"
            text += table([
                (
                    "create",
                    "registers NAME as administrator; the password is read from standard input"
                ),
                (
                    "erase",
                    "deletes the name, e-mail address, display name and password of USER, a user name"
                ),
                (
                    "",
                    "or a user's number, without asking; balance and history stay under the number"
                ),
                ("", "and nothing brings the data back"),
                ("grant", "makes USER an administrator"),
                ("revoke", "takes the role from USER, who is signed out; the last one keeps it"),
                ("reset", "prints a code with which USER chooses another password, within an hour"),
                ("unlock", "forgets the failed sign-ins of USER"),
                ("list", "prints all administrators"),
            ])
        }
        if command == .replay {
            let names = ReadModel.allCases.map(\.rawValue).joined(separator: ", ")
            text += "\nRead models (default all): \(names)\n"
        }
        if command == .serve {
            let currency = "currency of amounts that name none (default RUB, an ISO 4217 code)"
            text += "\nEnvironment:\n"
            text += table(
                [(Configuration.currencyVariable, currency)]
                    + Configuration.rows.map { ($0.name, $0.help) }
            )
        }
        return text
    }

    private static var overview: String {
        "Usage: tally COMMAND [OPTIONS]\n\n"
            + "Money, bookable slots and orders over an append-only log.\n\nCommands:\n"
            + table(Subcommand.allCases.map { ($0.rawValue, $0.summary) })
            + "\ntally COMMAND --help describes one; tally --version prints the version.\n"
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, meaning in
            "  " + name + String(repeating: " ", count: width - name.count + 2) + meaning + "\n"
        }.joined()
    }
}
