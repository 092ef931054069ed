import Commands
import EventStore
import Events
import HTTP
import Identity
import Model
import Postgres
import Queries
import Runtime
import Settings

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
            publish: { events in
                // First: a session that was ended is refused from its command's answer on.
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
    /// What a node learns whenever its writer has locked the log; returns why nothing may be decided.
    fileprivate func readLock(_ limits: CommandLimits) -> @Sendable (LockReading) -> String? {
        let skew = FailureLog("this node's clock and the database's differ")
        let skewLimit = Int64(configuration.clockSkewMilliseconds) * 1_000
        return { reading in
            // While sessions reach two servers, neither of them is taken for the log.
            if let division = census.division() { return division }
            // A time at which nothing may be decided is not believed otherwise either.
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

/// By how much the clocks differ, for the log.
private struct ClockSkew: Error, CustomStringConvertible {
    let description: String

    init(_ reading: LockReading) {
        description = "the database's is ahead by \(reading.clockDifference / 1_000) ms"
    }
}
