import Events

/// Decides batches of commands on the true state and appends what follows. Confined to one thread;
/// calls block.
package final class Processor {
    let log: any EventLog
    let time: any TimeSource
    let limits: CommandLimits
    let committed: ([RecordedEvent]) -> Void

    /// The states at `seen`, of the streams that are loaded.
    var model = WriteModel()
    /// The position that the model has followed the log to. Nil as long as nothing can be in it.
    var seen: LogPosition?

    /// `committed` gets the events of each batch once they are durable, before the answers.
    package init(
        log: any EventLog,
        time: any TimeSource,
        limits: CommandLimits = CommandLimits(),
        committed: @escaping ([RecordedEvent]) -> Void = { _ in }
    ) {
        self.log = log
        self.time = time
        self.limits = limits
        self.committed = committed
    }

    /// Decides the commands in order and appends once. One outcome for each, in the same order. Only
    /// what is known to stand in the log is answered as done.
    package func process<Ticket>(_ batch: [Submission<Ticket>]) -> [Outcome] {
        fatalError()
    }
}
