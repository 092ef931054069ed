import Commands
import Events
import Postgres

/// The jobs of a node, as its configuration wants them.
struct NodeJobs {
    /// Jobs of one lane do not run beside each other: those that only use the database share one.
    let lanes: [[any Job]]

    init(
        database: ConnectionOptions,
        configuration: Configuration,
        queue: CommandQueue<Caller>
    ) {
        let commands = JobCommands(queue: queue)
        lanes = [
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
                ReceiptReaper(
                    database: database.with(role: LogRole.commands),
                    intervalSeconds: configuration.receiptReapSeconds,
                    hours: configuration.receiptHours,
                    limit: configuration.receiptReapLimit
                ),
                SignInReaper(
                    database: database.with(role: LogRole.commands),
                    intervalSeconds: configuration.receiptReapSeconds,
                    hours: configuration.signInMemoryHours,
                    limit: configuration.receiptReapLimit
                ),
                JournalReaper(
                    database: database.with(role: LogRole.commands),
                    intervalSeconds: configuration.journalReapSeconds,
                    hours: configuration.journalHours,
                    limit: configuration.journalReapLimit
                ),
            ]
        ]
    }
}
