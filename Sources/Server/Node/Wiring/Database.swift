import EventStore
import Events
import Glibc
import Jobs
import Postgres
import PrivateServer
import Projections
import Runtime

/// The database that a command works on: a given one, or the private PostgreSQL for as long as the
/// command runs, joined if another process has started it.
package final class Database {
    package let options: ConnectionOptions
    private let privateServer: PrivateServer?

    /// The given database, or the private PostgreSQL, started unless it runs.
    ///
    /// A private one is made where there is none, but not for a command that only reads
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
    /// Answers the names of the migrations that were applied.
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
