import EventStore
import Events
import Model
import Postgres
import Projections
import Text

/// Rebuilds read models from the log beside the live ones, compares the two, and puts the new ones
/// in place, while nodes continue to accept commands and queries.
///
/// `balances` and `transactions` of 1,000,000 postings over 10,000 accounts take 1.1 s of this
/// process's processor time and 2.3 s of PostgreSQL's (of which 0.8 s for the indexes), side by
/// side: rows written by COPY, balances once per chunk, indexes after the rows.
package struct Rebuild {
    private let connection: ConnectionOptions
    private let options: RebuildOptions

    /// `connection` is used under role tally_projections.
    package init(_ connection: ConnectionOptions, options: RebuildOptions = RebuildOptions()) {
        var connection = connection.with(role: LogRole.projections.rawValue)
        connection.applicationName = "tally replay"
        self.connection = connection
        self.options = options
    }

    /// Runs the whole replay on the calling thread and one more.
    ///
    /// `shouldStop` is called several times a second; an interrupted run keeps its commits, and the
    /// next one continues from there. Throws `RebuildError`, `PostgresError` or
    /// `EventLogError`; the live read models are as they were then.
    package func run(
        shouldStop: @escaping () -> Bool = { false },
        progress: @escaping (RebuildProgress) -> Void = { _ in }
    ) throws -> RebuildReport {
        let start = SystemClock.monotonicMicroseconds
        let job = try RebuildJob(connection, options, shouldStop: shouldStop, progress: progress)
        try job.prepare()
        try job.load()
        try job.index()
        try job.compare()
        if options.verifyOnly {
            try job.drop()
        } else {
            try job.swap()
        }
        return RebuildReport(
            outcomes: job.outcomes(isSwapped: !options.verifyOnly),
            events: job.eventsRead,
            seconds: Double(SystemClock.monotonicMicroseconds - start) / 1_000_000
        )
    }
}

/// The options and limits of a replay.
package struct RebuildOptions: Hashable, Sendable {
    package var names: [ReadModel] = ReadModel.allCases
    /// Whether only to compare: the rebuilt tables are dropped and the live ones stay.
    package var verifyOnly = false
    /// The log's present end, if an operator has cut it on purpose: read models that are ahead of
    /// it are then rebuilt shorter.
    package var acceptedCut: LogPosition?
    /// This software's version: an unfinished replay of another version is started again.
    package var software = ""
    /// Events in one transaction: the most that an interruption can lose.
    package var chunk = 500_000
    /// Events that may be read while the live read model is locked and waits.
    package var lockedEvents: Int64 = 10_000
    /// Rows of one table kept in memory.
    package var rowLimit = 1_000_000

    package init() {}
}

/// The progress of a replay.
package struct RebuildProgress: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable {
        case reading
        case indexing
        case comparing
        case swapping
    }

    package let phase: Phase
    /// Events in the rebuilt tables, those of an earlier run included.
    package let done: Int64
    /// Events to be in them at the end of this phase.
    package let total: Int64
    package let eventsPerSecond: Double
    /// Seconds until the events are read; nil while unknown.
    package let secondsLeft: Double?
}

/// The result of a replay.
package struct RebuildReport: Sendable {
    package let outcomes: [Outcome]
    /// Events that were read, each once, without those of an earlier, interrupted run.
    package let events: Int64
    /// The duration of the replay, comparison and swap included.
    package let seconds: Double

    package struct Outcome: Sendable {
        package let name: ReadModel
        /// The last event in the rebuilt one.
        package let position: LogPosition
        package let comparison: Comparison
        /// Whether the rebuilt one is now the live one.
        package let isSwapped: Bool
    }

    package enum Comparison: Sendable {
        /// Old and new have the same rows, byte for byte, as of the position.
        case equal(at: LogPosition, rows: Int64)
        case different(at: LogPosition, Difference)
        /// The live one is at another position, because an event stopped it.
        case notCompared(live: LogPosition)
        /// The live one has events up to there that the log no longer has.
        case cutOff(live: LogPosition)
        /// The events themselves can't be projected; the live one was not changed.
        case failed(ProjectionFault)
    }

    /// The first row, in order of the key, that differs.
    package struct Difference: Hashable, Sendable, CustomStringConvertible {
        package let table: String
        /// The row as text; nil if it does not exist.
        package let live: String?
        package let rebuilt: String?

        package var description: String {
            "\(table): live \(live ?? "has no such row"), rebuilt \(rebuilt ?? "has no such row")"
        }
    }
}

/// Why a replay ended early.
///
/// Its commits are kept, and the next one continues there.
package enum RebuildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another replay is running on this database.
    case alreadyRunning
    /// It was asked to stop.
    case interrupted(LogPosition)
    /// The tables could not be locked to be swapped; nothing was changed.
    case tooBusy
    /// Read models have events up to `position`, but the log ends at `end`: it has lost its end.
    case ahead(of: LogPosition, position: LogPosition)
    /// A cut was accepted at another position than the log's end.
    case otherEnd(accepted: LogPosition, end: LogPosition)

    package var description: String {
        switch self {
        case .alreadyRunning: "another replay is running on this database"
        case .interrupted(let position):
            "interrupted at position \(position.rawValue); run it again to go on from there"
        case .tooBusy: "the tables are in use all the time: they could not be swapped"
        case .ahead(let end, let position):
            "the log ends at position \(end), but read models hold events up to \(position): the log "
                + "has lost its end. Restore it if that was no purpose; else stop all nodes and run "
                + "tally replay --accept-cut \(end), which makes the read models as short as the log"
        case .otherEnd(let accepted, let end):
            "the log ends at position \(end), not at \(accepted): --accept-cut takes the position "
                + "that the log ends at"
        }
    }
}
