/// What `tally` can be told to do.
enum Subcommand: String, CaseIterable {
    case serve
    case replay
    case verify
    case migrate
    case demo
    case events
    case admin
    case standIn = "stand-in"

    var summary: String {
        switch self {
        case .serve: "Run the service."
        case .replay: "Rebuild read models from the log."
        case .verify: "Check the log's hash chain and invariants."
        case .migrate: "Create or update the database's schemas, then exit."
        case .demo: "Load the demo data, once."
        case .events: "Print the log as JSON lines."
        case .standIn: "Run a stand-in of the services outside: rates, services, orders."
        case .admin: "Create an administrator, or erase a user for good."
        }
    }

    var usage: String {
        switch self {
        case .serve: "tally serve [--port N] [--host ADDRESS] [--demo]"
        case .replay: "tally replay [NAME…] [--verify]"
        case .verify: "tally verify"
        case .migrate: "tally migrate"
        case .demo: "tally demo"
        case .events: "tally events [--stream NAME] [--from POSITION] [--follow]"
        case .standIn: "tally stand-in [--port N]"
        case .admin:
            """
            tally admin create --username NAME [--email ADDRESS]
                   tally admin erase USER
            """
        }
    }

    var options: [Option] {
        if self == .standIn { return [.standInPort, .help] }
        let own: [Option] =
            switch self {
            case .serve: [.port, .host, .demo]
            case .replay: [.verify]
            case .verify, .migrate, .demo, .standIn: []
            case .events: [.stream, .from, .follow]
            case .admin: [.username, .email]
            }
        return own + [.database, .data, .help]
    }
}
