import EventStore
import Events
import Glibc
import Jobs
import Postgres
import PrivateServer
import Projections
import Runtime
import Text

/// The database that a command works on: a given one, or the private PostgreSQL for as long as the
/// command runs, joined if another process has started it.
package final class Database {
    package let options: ConnectionOptions
    private let privateServer: PrivateServer?

    /// The given database, or the private PostgreSQL, started unless it runs.
    ///
    /// Creates a private one if the directory has none, but not for a command that only reads
    /// (`mayCreate` false): a mistyped directory should not become a database.
    package init(_ place: DatabaseOptions, mayCreate: Bool = true) throws(Complaint) {
        if let url = place.url {
            options = ConnectionOptions(url)
            privateServer = nil
        } else {
            guard mayCreate || access("\(place.dataDirectory)/postgres", F_OK) == 0 else {
                throw Complaint(
                    "There is no data in \(place.dataDirectory): name another directory with --data, "
                        + "or a PostgreSQL with --database."
                )
            }
            let server = PrivateServer(directory: place.dataDirectory)
            do throws(PrivateServerError) {
                options = ConnectionOptions(try server.start())
            } catch {
                throw Complaint("The private PostgreSQL does not start: \(error).")
            }
            privateServer = server
        }
    }

    /// Ends the private PostgreSQL if this process has started it.
    package func close() {
        privateServer?.stop()
    }

    /// Brings the schemas to this version, then checks that the log is protected as it should be.
    ///
    /// Returns the names of the migrations that were applied.
    @discardableResult
    package func migrate() throws(Complaint) -> [String] {
        do {
            let connection = try Connection(options)
            try requireSuitable(connection)
            let applied =
                try LogMigrations.run(on: connection) + ReadMigrations.run(on: connection)
                + JobMigrations.run(on: connection)
            try LogGuard.check(connection)
            return applied.map(\.name)
        } catch {
            throw Complaint(database: error)
        }
    }

    package func secrets() throws(Complaint) -> LogSecrets {
        do {
            return try LogSecrets.load(try Connection(options.with(role: LogRole.commands)))
        } catch {
            throw Complaint(database: error)
        }
    }
}

/// Where the database is.
package struct DatabaseOptions: Equatable {
    /// A libpq URL or connection string, or nil for the private PostgreSQL.
    package var url: String?
    package var dataDirectory = ".tally"

    package init(url: String? = nil, dataDirectory: String = ".tally") {
        self.url = url
        self.dataDirectory = dataDirectory
    }
}

extension Database {
    /// Throws a complaint about a database that Tally can't work with, whatever its schema: one
    /// that can't store every text, or that is reached through a pooler that mixes sessions up.
    func requireSuitable(_ connection: Connection) throws {
        guard connection.serverEncoding == "UTF8" else {
            throw Complaint(
                "The database's encoding is \(connection.serverEncoding), so it can't store every "
                    + "name and text. Make one with createdb --encoding=UTF8 --template=template0, "
                    + "and name it by --database or DATABASE_URL."
            )
        }
        switch try Pooling.find(options) {
        case .none, .sessions: return
        case .transactions:
            throw Complaint(
                "Between Tally and PostgreSQL is a connection pooler in transaction mode, which "
                    + "mixes up what belongs to one session: roles, locks, notifications. Set it to "
                    + "session mode (PgBouncer: pool_mode = session), or name PostgreSQL itself by "
                    + "--database or DATABASE_URL."
            )
        }
    }
}

extension Database {
    /// A connection that may read the log and the read models, to a database of this version.
    package func connectForReading() throws(Complaint) -> Connection {
        do {
            let owner = try Connection(options)
            try requireSuitable(owner)
            try LogMigrations.check(on: owner)
            try ReadMigrations.check(on: owner)
            try JobMigrations.check(on: owner)
            return try Connection(options.with(role: LogRole.projections))
        } catch {
            throw Complaint(database: error)
        }
    }
}

/// Waits at the start of a node for a PostgreSQL that is down.
package struct DatabaseWait {
    /// Between two tries, each of which writes a line.
    private static let pauseMilliseconds: Int64 = 1_000

    let database: ConnectionOptions
    /// Seconds after which to give up; nil never to.
    let limitSeconds: Int?
    let signals: Signals

    package init(database: ConnectionOptions, limitSeconds: Int?, signals: Signals) {
        self.database = database
        self.limitSeconds = limitSeconds
        self.signals = signals
    }

    /// Returns once PostgreSQL takes connections, or false if the service is to end first.
    ///
    /// Throws when the time is over, and at once for what does not pass by itself, such as a wrong
    /// password.
    package func run() throws(Complaint) -> Bool {
        let start = SystemClock.monotonicMilliseconds
        while true {
            let tried = SystemClock.monotonicMilliseconds
            let error: PostgresError
            do throws(PostgresError) {
                _ = try Connection(database)
                return true
            } catch let problem {
                error = problem
            }
            let isOver = limitSeconds.map { tried - start >= Int64($0) * 1_000 } ?? false
            guard !isOver, mayPass(error) else { throw Complaint(database: error) }
            LogLine(.warning, "waiting for PostgreSQL").with("error", "\(error)").write()
            let pause = max(0, tried + Self.pauseMilliseconds - SystemClock.monotonicMilliseconds)
            if signals.wait(milliseconds: pause) { return false }
        }
    }

    private func mayPass(_ error: PostgresError) -> Bool {
        switch error {
        case .connection:
            switch Reachability(database) {
            case .rejecting, .silent: true
            case .accepting, .invalid: false
            }
        case .server(let refusal): refusal.sqlState.isTransient
        case .decoding, .misuse: false
        }
    }
}
