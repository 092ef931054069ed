import Audit
import EventStore
import Events
import Jobs
import Model
import Node
import Postgres
import Projections
import Runtime
import Text

/// `tally restore`: begins an epoch in a log that was restored from a backup: its end may be
/// missing.
///
/// Tokens, feed ids and read positions from beyond the end would mean something else from now on.
/// The command does no harm if nothing is missing.
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

    /// A backup has both from one moment; read models from another backup may have events that the
    /// log lacks.
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

/// `tally verify`: checks the hash chain and the invariants of the whole log, or of its new part, and
/// the rows that are trusted without a look into the log.
enum Verify {
    static func run(_ options: VerifyOptions) throws -> ExitCode {
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        var line = ProgressLine()
        let start = SystemClock.monotonicMilliseconds
        let check = try Verification(
            options.isIncremental ? .incremental() : .whole,
            of: database.options,
            onProgress: { position, end in
                line.show(
                    done: position.rawValue,
                    of: end.rawValue,
                    milliseconds: SystemClock.monotonicMilliseconds - start
                )
            }
        )
        line.end()
        if let unkept = check.unkept { Output.complain("\(unkept).") }
        let chain = check.log.chain
        if check.isSound {
            let after = check.start == .start ? "" : " after position \(check.start.rawValue)"
            Output.line(
                "\(chain.events) events in \(chain.batches) batches\(after): chain and invariants hold. "
                    + "Position \(chain.position.rawValue), hash \(hexadecimal(chain.hash)). "
                    + "\(check.beliefs.rows) snapshots, receipts and people are as they were written."
            )
            return .success
        }
        if let first = check.logProblems.first {
            Output.complain(
                "the log is not sound: \(first) (faults: \(check.logFaults))."
            )
        }
        if let row = check.rowProblems.first {
            Output.complain(
                "a row is not what it should be: \(row) (faults: \(check.rowFaults))."
            )
        }
        return .failure
    }
}

/// `tally migrate`: brings the schemas to this version.
enum Migrate {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options)
        defer { database.close() }
        let applied = try database.migrate()
        Output.line(
            applied.isEmpty ? "Nothing to do." : "Applied: \(applied.joined(separator: ", "))."
        )
        return .success
    }
}
