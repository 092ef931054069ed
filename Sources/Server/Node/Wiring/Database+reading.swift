import EventStore
import Events
import Jobs
import Postgres
import Projections
import Runtime

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
