/// What `tally` can be told to do.
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
        case .standIn: "Run a stand-in of the services outside: rates, services, orders."
        case .admin: "Create an administrator, or erase a user for good."
        }
    }

    var usage: String {
        switch self {
        case .serve: "tally serve [--port N] [--host ADDRESS] [--demo] [--wait SECONDS]"
        case .replay: "tally replay [NAME…] [--verify | --accept-cut POSITION]"
        case .verify: "tally verify"
        case .migrate: "tally migrate"
        case .demo: "tally demo"
        case .events: "tally events [--stream NAME] [--from POSITION[@HISTORY]] [--follow]"
        case .restore: "tally restore [--rotate-tokens]"
        case .health: "tally health [--port N] [--host ADDRESS]"
        case .standIn: "tally stand-in [--port N] [--host ADDRESS]"
        case .admin:
            """
            tally admin create --username NAME [--email ADDRESS]
                   tally admin erase USER
            """
        }
    }

    var options: [Option] {
        if self == .health { return [.healthPort, .healthHost, .help] }
        if self == .standIn { return [.standInPort, .host, .help] }
        let own: [Option] =
            switch self {
            case .serve: [.port, .host, .demo, .wait]
            case .replay: [.verify, .acceptCut]
            case .verify, .migrate, .demo, .health, .standIn: []
            case .events: [.stream, .from, .follow]
            case .restore: [.rotateTokens]
            case .admin: [.username, .email]
            }
        return own + [.database, .data, .help]
    }
}
