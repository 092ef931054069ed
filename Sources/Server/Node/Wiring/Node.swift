import Cache
import Entities
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
import Writer

/// One running service: the writer, the projections, the cache, the jobs and the HTTP edge, wired
/// together.
///
/// `start` and `stop` start and stop everything that runs, in order.
package final class Node: Sendable {
    let core: NodeCore
    let writer: WriterLoop<Caller>
    let runner: ProjectionRunner
    let service: Service
    let lockWatch: LockWatch
    let warmer: Warmer
    let scheduler: JobScheduler
    let outside: OutsideClients
    let revocations: RevocationLoader
    let warming = Periodic()
    let following = Periodic()
    let watching = Periodic()
    let writingDown = Periodic()
    let ticking = Periodic()

    /// Wires the parts; nothing runs before `start`.
    ///
    /// `database` is migrated. `time` is the machine's, which is compared with the database's.
    package init(
        database: ConnectionOptions,
        secrets: LogSecrets,
        configuration: Configuration,
        host: String,
        port: UInt16,
        time: any TimeSource & Sendable = SystemTime()
    ) throws(Complaint) {
        core = try NodeCore(
            database: database,
            secrets: secrets,
            configuration: configuration,
            host: host,
            port: port
        )
        writer = WriterLoop(core, time: time)
        outside = OutsideClients(configuration)
        scheduler = JobScheduler(core, outside)
        let hub = FeedHub(core)
        runner = ProjectionRunner(
            core,
            hub: hub,
            scheduler: scheduler,
            registersOrders: outside.registration != nil,
            needsEpoch: core.queue.wakeTaker,
            fellBehind: { [warming, following] in
                warming.poke()
                following.poke()
            }
        )
        lockWatch = LockWatch(
            database: core.database,
            holderMilliseconds: configuration.lockHolderMilliseconds
        )
        service = Service(
            core,
            writer: writer,
            runner: runner,
            hub: hub,
            scheduler: scheduler,
            outside: outside,
            lockWatch: lockWatch
        )
        warmer = Warmer(
            database: core.database(.queries),
            history: core.history,
            cache: core.cache,
            reached: core.queries.reached
        )
        revocations = RevocationLoader(
            database: core.database,
            history: core.history,
            board: core.revocations
        )
    }

    /// The port that operators ask at; nil if it is that of the API.
    package var operationsPort: UInt16? { core.operationsServer?.port }

    /// The port that is listened on.
    package var port: UInt16 { core.server.port }

    /// Whether `/ready` says yes.
    package var isReady: Bool { service.operations.isReady }
}

extension FeedHub {
    fileprivate convenience init(_ core: NodeCore) {
        self.init(
            database: core.database,
            feed: core.feed,
            limits: core.configuration.feedLimits,
            clock: core.clock,
            history: core.history,
            edge: FeedHub.Edge(complete: core.server.complete, push: core.server.push)
        )
    }
}

extension JobScheduler {
    fileprivate convenience init(_ core: NodeCore, _ outside: OutsideClients) {
        let jobs = NodeJobs(
            database: core.database,
            configuration: core.configuration,
            queue: core.queue,
            outside: outside
        )
        self.init(
            jobs,
            database: core.database,
            node: NodeName.own,
            pollMilliseconds: core.configuration.jobPollMilliseconds
        )
    }
}

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
            try core.operationsServer?.start { _ in OperationsHandler(service) }
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
            // A read model that has nothing to apply is up to date.
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

    /// Takes no more requests, finishes and answers those that were taken, and ends every thread.
    package func stop() {
        service.operations.stop()
        warming.stop()
        following.stop()
        watching.stop()
        outside.close()
        scheduler.stop()
        // First, while everything that answers requests still runs.
        core.server.stop(graceMilliseconds: Int64(core.configuration.stopMilliseconds))
        core.isCutOff.set()
        service.feed.stop()
        service.passwords.close()
        service.administration.close()
        service.bulks.close()
        service.log.close()
        service.sessions.close()
        service.services.close()
        writer.stop()
        ticking.stop()
        writingDown.stop()
        core.journalWriter.write()
        LogOutput.shared.flush()
        core.operationsServer?.stop(graceMilliseconds: 0)
        service.queries.close()
        runner.stop()
        core.feed.close()
    }
}
