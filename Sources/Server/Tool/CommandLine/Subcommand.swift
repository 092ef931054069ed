import Model

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
    case transfers
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
        case .transfers: "Send the transfers of a CSV file, each line checked before."
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
        case .transfers:
            """
            tally transfers FILE [--from USER] [--check | --yes] [--again NAME]
                                   [--results FILE]
            """
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
            case .transfers: [.payer, .check, .yes, .again, .results]
            }
        return own + [.database, .data, .help]
    }

    /// The words that may follow; empty if none may.
    var words: [String] {
        switch self {
        case .replay: ReadModel.allCases.map(\.rawValue)
        case .admin: AdministratorAction.allCases.map(\.rawValue)
        case .completions: Shell.allCases.map(\.rawValue)
        case .serve, .verify, .migrate, .demo, .events, .restore, .health, .standIn, .status, .man,
            .transfers:
            []
        }
    }

    /// Whether the name of a file follows.
    var takesFile: Bool { self == .transfers }

    var takesWords: Bool { takesFile || !words.isEmpty }
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
    static let payer = Option("--from", "USER", "who pays for the lines that name nobody")
    static let check = Option("--check", nil, "only check the file: send nothing")
    static let yes = Option("--yes", nil, "send without asking, if every line is right")
    static let again = Option(
        "--again",
        "NAME",
        "pay a file that was sent before once more, as the payment of this name"
    )
    static let results = Option("--results", "FILE", "write a result for each line, as CSV")
}
