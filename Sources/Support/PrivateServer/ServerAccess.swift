import Postgres

/// Connects to the private PostgreSQL, to learn whether it is ready and to make the database.
final class ServerAccess {
    private let place: ServerPlace
    private(set) var lastProblem = "no attempt was made"

    /// PostgreSQL's superuser in the private server, independent of the system's user.
    static let user = "tally"
    static let database = "tally"

    init(_ place: ServerPlace) {
        self.place = place
    }

    /// Returns false, with the reason in `lastProblem`, if there is no server or it has other data.
    func isReady() -> Bool {
        do throws(PostgresError) {
            let connection = try Connection(ConnectionOptions(conninfo(database: "postgres")))
            let row = try connection.script("SHOW data_directory")[0].only()
            let data = try row.string(0)
            guard data == place.data else {
                lastProblem = "a server for \(data) answers"
                return false
            }
            return true
        } catch {
            lastProblem = error.description
            return false
        }
    }

    /// Makes the database if it is missing, and returns the conninfo for it.
    func prepareDatabase() throws(PrivateServerError) -> String {
        do throws(PostgresError) {
            let connection = try Connection(ConnectionOptions(conninfo(database: "postgres")))
            let rows = try connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = $1",
                [.text(Self.database)]
            )
            if rows.isEmpty {
                try connection.script("CREATE DATABASE \(quotedIdentifier(Self.database))")
            }
        } catch {
            throw .database(error)
        }
        return conninfo(database: Self.database)
    }

    private func conninfo(database: String) -> String {
        let host = Conninfo.quoted(place.socketDirectory)
        return "host=\(host) port=\(ServerPlace.port) user=\(Self.user) dbname=\(database)"
    }
}
