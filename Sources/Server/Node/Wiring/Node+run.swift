import Commands
import EventStore
import Events
import Feed
import HTTP
import Identity
import Jobs
import Model
import Postgres
import Projections
import Queries
import Runtime
import Settings

extension Node {
    /// Listens before anything is written, so that a port in use is known first.
    package func start() throws(Complaint) {
        do {
            try core.clock.measure(Connection(core.database))
            try revocations.start()
        } catch {
            throw Complaint(database: error)
        }
        do throws(ListenError) {
            let service = service
            try core.server.start { _ in LoopHandler(service) }
        } catch {
            throw Complaint("Can't listen: \(error).")
        }
        writer.start()
        runner.start()
        let runner = runner
        service.feed.start { runner.status.stopped }
        startJobs()
    }

    private func startJobs() {
        let (warmer, service, runner, writer) = (warmer, service, runner, writer)
        let revocations = revocations
        warming.start(
            named: "warm",
            everyMilliseconds: core.configuration.rewarmSeconds * 1_000,
            warmer.warm
        )
        following.start(
            named: "sessions",
            everyMilliseconds: core.configuration.rewarmSeconds * 1_000,
            revocations.load
        )
        scheduler.start()
        watching.start(
            named: "watch",
            everyMilliseconds: lockWatch.intervalMilliseconds,
            lockWatch.look
        )
        let journalWriter = core.journalWriter
        writingDown.start(named: "write-down", everyMilliseconds: 200) {
            LogOutput.shared.flush()
            journalWriter.write()
            return nil
        }
        ticking.start(named: "tick", everyMilliseconds: 100) {
            service.queries.expire()
            writer.expire()
            // Nothing to follow is as current as having followed.
            let status = runner.status
            service.history.confirm(at: status.lookedAt)
            service.queries.cache.confirm(
                ReadPositions(status.projections.mapValues(\.position)),
                logEnd: status.tail,
                at: status.lookedAt
            )
            return nil
        }
    }

    /// Takes no more, finishes and answers what was taken, and ends every thread.
    package func stop() {
        service.operations.stop()
        warming.stop()
        following.stop()
        watching.stop()
        outside.close()
        scheduler.stop()
        // First, while everything still runs that answers what was taken.
        core.server.stop(graceMilliseconds: Int64(core.configuration.stopMilliseconds))
        core.isCutOff.set()
        service.feed.stop()
        service.passwords.close()
        service.administration.close()
        service.log.close()
        service.sessions.close()
        service.services.close()
        writer.stop()
        ticking.stop()
        writingDown.stop()
        core.journalWriter.write()
        LogOutput.shared.flush()
        service.queries.close()
        runner.stop()
        core.feed.close()
    }
}
