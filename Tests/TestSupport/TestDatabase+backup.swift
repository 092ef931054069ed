import Postgres

extension TestDatabase {
    /// Keeps a copy of all that is in it, and ends every session for that.
    package func backUp() throws {
        let connection = try Connection(try TestServer.shared.options())
        try endSessions(connection)
        try connection.script("CREATE DATABASE \(name)_backup TEMPLATE \(name)")
        try connection.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
    }

    /// Puts the copy in place of what there is: sessions that begin find a database of the same
    /// name that lacks what has happened since.
    package func restoreBackup() throws {
        let connection = try Connection(try TestServer.shared.options())
        try endSessions(connection)
        try connection.script("ALTER DATABASE \(name) RENAME TO \(name)_lost")
        try connection.script("ALTER DATABASE \(name)_backup RENAME TO \(name)")
        try connection.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
        TestServer.shared.abandon(database: "\(name)_lost")
    }

    /// Returns once nobody is connected, and nobody can connect.
    private func endSessions(_ connection: Connection) throws {
        try connection.script("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
        try wait(until: "nobody is connected to \(name)") {
            try connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                [.text(name)]
            ).isEmpty
        }
    }
}
