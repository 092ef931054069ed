import Cache
import Entities
import EventStore
import Events
import HTTP
import Identity
import Model
import Postgres
import Queries
import Runtime
import Settings
import Writer

extension WriterLoop<Caller> {
    /// The writer of a node: decides and appends what the queue has, and passes on what it learns.
    ///
    /// `time` is the machine's, which is compared with the database's.
    convenience init(_ core: NodeCore, time: any TimeSource & Sendable) {
        let limits = core.configuration.commandLimits
        let failures = FailureLog("append failed")
        self.init(
            queue: core.queue,
            limits: limits,
            time: time,
            makeLog: {
                PostgresEventLog(
                    core.database,
                    limits: core.configuration.logLimits,
                    distrusted: core.distrusted.report,
                    givesUp: { core.isCutOff.isSet },
                    learned: core.history.write
                )
            },
            locked: core.readLock(limits),
            // Saves the projections from reading them again.
            followed: { core.feed.publish($0, in: core.history.written) },
            publish: { events in
                // First: an ended session must be refused once its command is answered.
                core.revocations.publish(events)
                core.feed.publish(events, in: core.history.written)
                if let last = events.last { core.closed.appended(to: last.position) }
            },
            answer: { answers in
                // First: the client's next query has to find its own command.
                core.ownWrites.record(answers)
                core.server.complete(answers.compactMap(Completion.init))
            },
            failed: { failures.report($0) }
        )
    }
}

extension NodeCore {
    /// Passes on what the writer sees when it has locked the log; returns why nothing may be
    /// decided.
    fileprivate func readLock(_ limits: CommandLimits) -> @Sendable (LockReading) -> String? {
        let skew = FailureLog("this node's clock and the database's differ")
        let skewLimit = Int64(configuration.clockSkewMilliseconds) * 1_000
        return { reading in
            // While sessions reach two servers, neither of them is taken for the log.
            if let division = census.division() { return division }
            // If the time is too far off to decide by, nothing else uses it either.
            if reading.refusal(limits) == nil {
                clock.measured(reading.locked.now.microseconds, at: reading.uptime)
                closed.raise(reading.locked, begun: reading.begun)
            }
            if reading.clockDifference.magnitude > skewLimit.magnitude {
                skew.report(ClockSkew(reading))
            }
            ownWrites.cut(to: reading.locked.tail.position)
            cache.look(
                reading.locked.tail.position,
                at: reading.begun.nanoseconds / 1_000_000
            )
            queries.looked()
            return nil
        }
    }
}

/// How much the clocks differ, for the log.
private struct ClockSkew: Error, CustomStringConvertible {
    let description: String

    init(_ reading: LockReading) {
        description = "the database's is ahead by \(reading.clockDifference / 1_000) ms"
    }
}

extension PostgresEventLog {
    /// A log for the writer, under the role that may append and nothing else.
    ///
    /// - `distrusted` gets the rows that are not trusted.
    /// - `givesUp` returns true once nobody waits for the outcome of a commit that is unknown.
    /// - `learned` gets the log's history whenever it has changed.
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
