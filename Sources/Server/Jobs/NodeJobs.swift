import Entities
import EventStore
import Events
import Identity
import Postgres
import Runtime
import Settings
import Writer

/// The jobs of a node, according to its configuration.
package struct NodeJobs {
    /// The jobs of one lane run one after the other; jobs that only use the database share a lane.
    let lanes: [[any Job]]

    package init(
        database: ConnectionOptions,
        configuration: Configuration,
        queue: CommandQueue<Caller>,
        outside: OutsideClients
    ) {
        let commands = JobCommands(queue: queue)
        let outbox = OrderOutbox(
            database: database,
            backoff: Backoff(firstSeconds: 5, limitSeconds: configuration.orderBackoffSeconds)
        )
        let rates = RatesJob(
            client: outside.rates,
            commands: commands,
            jumpPercent: configuration.rateJumpPercent,
            intervalSeconds: configuration.ratesSeconds
        )
        let catalogue = CatalogueJob(
            client: outside.services,
            commands: commands,
            intervalSeconds: configuration.catalogueSeconds
        )
        let registration = RegistrationJob(
            client: outside.registration,
            commands: commands,
            outbox: outbox,
            intervalSeconds: configuration.registrationSeconds
        )
        let polling = PollingJob(
            client: outside.polling,
            commands: commands,
            outbox: outbox,
            intervalSeconds: configuration.pollingSeconds
        )
        let jobs: [(job: any Job, client: OutsideClient?)] = [
            (rates, outside.rates), (catalogue, outside.services),
            (registration, outside.registration), (polling, outside.polling),
        ]
        // Resting jobs need no thread; jobs that wait for an outside service have one each.
        let resting = jobs.filter { $0.client == nil }.map(\.job)
        let waiting = jobs.filter { $0.client != nil }.map { [$0.job] }
        let inside = Self.inside(database, configuration, commands)
        let asked: [any Job] = [
            ReplayJob(database: database),
            VerifyJob(database: database, wholeAfterHours: configuration.verifyWholeHours),
        ]
        lanes = [inside + resting] + waiting + [asked]
    }

    /// Jobs that only use the database.
    private static func inside(
        _ database: ConnectionOptions,
        _ configuration: Configuration,
        _ commands: JobCommands
    ) -> [any Job] {
        [
            ExpirySweeper(
                .holds,
                database: database.with(role: LogRole.queries),
                commands: commands,
                intervalSeconds: configuration.holdExpirySeconds,
                limit: configuration.sweepLimit
            ),
            ExpirySweeper(
                .transfers,
                database: database.with(role: LogRole.queries),
                commands: commands,
                intervalSeconds: configuration.transferExpirySeconds,
                limit: configuration.sweepLimit
            ),
            Reaper(
                .receipts,
                database: database.with(role: LogRole.commands),
                intervalSeconds: configuration.receiptReapSeconds,
                hours: configuration.receiptHours,
                limit: configuration.receiptReapLimit
            ),
            Reaper(
                .signInAttempts(
                    addressesAfter: max(
                        0,
                        configuration.knownClientDays * 24 - configuration.signInMemoryHours
                    )
                ),
                database: database.with(role: LogRole.commands),
                intervalSeconds: configuration.receiptReapSeconds,
                hours: configuration.signInMemoryHours,
                limit: configuration.receiptReapLimit
            ),
            Reaper(
                .sessionDetails,
                database: database.with(role: LogRole.commands),
                intervalSeconds: configuration.receiptReapSeconds,
                hours: configuration.refreshDays * 24,
                limit: configuration.receiptReapLimit
            ),
            Reaper(
                .commands,
                database: database.with(role: LogRole.commands),
                intervalSeconds: configuration.journalReapSeconds,
                hours: configuration.journalHours,
                limit: configuration.journalReapLimit
            ),
        ]
    }
}
