import EventStore
import Events
import Model
import Node

/// A whole command line, understood.
enum Invocation: Equatable {
    /// Of one command, or of `tally` itself.
    case help(Subcommand?)
    case version
    case serve(ServeOptions)
    case replay(ReplayOptions)
    case verify(DatabaseOptions)
    case migrate(DatabaseOptions)
    case demo(DatabaseOptions)
    case events(EventsOptions)
    case restore(RestoreOptions)
    case createAdministrator(AdministratorOptions)
    case eraseUser(ErasureOptions)
    /// Asks the service there.
    case health(Listening)
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

struct EventsOptions: Equatable {
    var database: DatabaseOptions
    var stream: String?
    /// The first position printed, and the history that it was given out in.
    var from = LogPlace(LogPosition(1))
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
