import EventStore
import Events
import Model
import Node
import Runtime
import Text

/// A parsed command line.
enum Invocation: Equatable {
    /// The help of one command, or of `tally` itself.
    case help(Subcommand?)
    case version
    case serve(ServeOptions)
    case replay(ReplayOptions)
    case verify(VerifyOptions)
    case migrate(DatabaseOptions)
    case demo(DatabaseOptions)
    case events(EventsOptions)
    case restore(RestoreOptions)
    case createAdministrator(AdministratorOptions)
    case eraseUser(ErasureOptions)
    case administerUser(AdministrationOptions)
    case listAdministrators(DatabaseOptions)
    case transfers(TransfersOptions)
    /// Asks the service at this place.
    case health(Listening)
    case status(DatabaseOptions)
    case completions(Shell)
    case manual
    case standIn(Listening)
}

/// Where a service listens.
struct Listening: Equatable {
    /// Numeric, or `localhost`.
    var host = "127.0.0.1"
    /// 0 takes a free one.
    var port: UInt16
}

struct ServeOptions: Equatable {
    var database: DatabaseOptions
    var host = "127.0.0.1"
    /// 0 takes a free port.
    var port: UInt16 = 8080
    var loadsDemo = false
    /// Whether its passwords are random.
    var isPublicDemo = false
    /// Whether a terminal gets the log's lines, requests among them.
    var isVerbose = false
    /// How long to wait for a PostgreSQL that is down; nil for ever.
    var waitSeconds: Int?
}

struct ReplayOptions: Equatable {
    var database: DatabaseOptions
    /// Empty for all.
    var names: [String] = []
    var onlyVerifies = false
    /// The position that the log was cut back to on purpose.
    var acceptedCut: Int64?
}

struct VerifyOptions: Equatable {
    var database: DatabaseOptions
    /// Whether only what is new since the last check is checked.
    var isIncremental = false
}

struct EventsOptions: Equatable {
    var database: DatabaseOptions
    var stream: String?
    /// Only events of these types; nil for all.
    var types: [EventType]?
    /// The first position printed, and the history that it was given out in; nil for the log's
    /// beginning, or its end if it is followed.
    var from: LogPlace?
    /// The last position printed; nil for the log's end.
    var to: LogPosition?
    /// Begins with the last so many events; nil to begin at `from`.
    var tail: Int?
    var follows = false
}

struct RestoreOptions: Equatable {
    var database: DatabaseOptions
    var rotatesTokens = false
}

struct AdministratorOptions: Equatable {
    var database: DatabaseOptions
    var username: String
    var email: String?
}

struct ErasureOptions: Equatable {
    var database: DatabaseOptions
    /// A user name, or the number that a user has in the log.
    var user: String
}

struct AdministrationOptions: Equatable {
    /// What is done to one user.
    enum Action: String, CaseIterable {
        case grant
        case revoke
        case reset
        case unlock
    }

    var database: DatabaseOptions
    var action: Action
    /// As in `ErasureOptions`.
    var user: String
}

struct TransfersOptions: Equatable {
    /// What is known of the user's consent.
    enum Consent {
        case asked
        case given
        case onlyCheck
    }

    var database: DatabaseOptions
    /// The path of the CSV file.
    var file: String
    /// Who pays for lines that name nobody, as a cell of the file names a user.
    var payer: String?
    var consent = Consent.asked
    /// The name of a payment that is made once more.
    var again: String?
    /// The path of the file of results.
    var results: String?
}

/// A command's words sorted into options and the rest; nothing is interpreted yet.
struct ParsedArguments: Equatable {
    private(set) var values: [String: String] = [:]
    private(set) var flags: Set<String> = []
    private(set) var words: [String] = []

    /// Takes `--name value` and `--name=value`; `--` ends the options.
    init(_ arguments: [String], options: [Option]) throws(Complaint) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            if argument == "--" {
                words += rest
                return
            }
            let parts = argument.split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let name = parts[0] == "-h" ? "--help" : String(parts[0])
            guard let option = options.first(where: { $0.name == name }) else {
                let known = options.map(\.name)
                throw .usage("Unknown option \(name).\(suggestion(for: name, among: known))")
            }
            guard let placeholder = option.value else {
                guard parts.count == 1 else { throw .usage("\(name) takes no value.") }
                flags.insert(name)
                continue
            }
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst(), !value.isEmpty
            else { throw .usage("\(name) needs a value: \(name) \(placeholder).") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .usage("\(name) is given twice.")
            }
        }
    }

    func value(_ option: Option) -> String? { values[option.name] }

    func has(_ option: Option) -> Bool { flags.contains(option.name) }
}
