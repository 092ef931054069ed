import Commands
import Events
import Postgres

extension PostgresEventLog {
    /// A log for the writer, under the role that may append and nothing else.
    convenience init(_ database: ConnectionOptions) {
        var options = database.with(role: LogRole.commands)
        options.applicationName = "tally writer"
        let writer = options
        self.init(
            knowsSnapshot: { _, schema in Snapshot.isKnown(schema: schema) },
            connect: { try Connection(writer) }
        )
    }
}
