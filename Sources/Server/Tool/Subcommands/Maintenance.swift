import EventStore
import Events
import Model
import Node
import Postgres
import Projections
import Runtime

/// `tally restore`: tells a log that was restored from a backup that its end may be missing.
///
/// What was given out behind the end (tokens, feed ids, read positions) means something else from now on, so
/// an epoch begins. It is harmless where nothing is missing.
enum Restore {
    static func run(_ options: RestoreOptions) throws -> ExitCode {
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        try database.migrate()
        do {
            let before = try LogHistory.load(
                try Connection(database.options.with(role: LogRole.commands))
            )
            let history = try HistoryKeeper(database.options.with(role: LogRole.commands)).begin()
            let (last, epoch) = (history.newest.beginsAt.advanced(by: -1), history.newest.id)
            Output.line(
                "History \(epoch) begins at position \(history.newest.beginsAt.rawValue), "
                    + "after \(before.newest.id)."
            )
            Output.line(
                "Tokens, feed ids and positions that were given out beyond \(last.rawValue) are refused."
            )
            if options.rotatesTokens {
                try LogSecrets.replaceTokens(try Connection(database.options))
                Output.line(
                    "The secret that signs tokens is a new one: nobody is signed in any more. Start "
                        + "every node again, since one that runs still knows the old secret."
                )
            }
            try reportReadModels(database, last)
        } catch {
            throw Complaint(database: error)
        }
        return .success
    }

    /// A backup holds both as of one moment; read models that were restored from another one may have
    /// what the log has not.
    private static func reportReadModels(_ database: Database, _ last: LogPosition) throws {
        let connection = try Connection(database.options.with(role: LogRole.projections))
        let furthest = try Checkpoint.furthest(connection)
        guard last < furthest else { return }
        Output.line(
            "The read models hold events up to \(furthest.rawValue) that the log has not: rebuild them "
                + "with tally replay."
        )
    }
}
