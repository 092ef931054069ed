import Commands
import EventStore
import Events
import Postgres

extension PostgresEventLog {
    /// A log for the writer, under the role that may append and nothing else.
    ///
    /// - `distrusted` gets the rows that are not believed.
    /// - `givesUp`: whether nobody waits any more for what became of a commit that can't be found out.
    /// - `learned` gets the log's history whenever it is another one.
    package convenience init(
        _ database: ConnectionOptions,
        limits: LogLimits = LogLimits(),
        distrusted: @escaping (DistrustedRow) -> Void,
        givesUp: @escaping () -> Bool = { false },
        learned: @escaping (LogHistory) -> Void = { _ in }
    ) {
        var options = database.with(role: LogRole.commands)
        options.applicationName = "tally writer"
        let writer = options
        self.init(
            limits: limits,
            knowsSnapshot: { _, schema in Snapshot.isKnown(schema: schema) },
            distrusted: distrusted,
            waitBeforeRetry: { !givesUp() && PostgresEventLog.backOff(attempt: $0) },
            learned: learned,
            connect: { try Connection(writer) }
        )
    }
}
