import API
import EventStore
import Events
import Feed
import Identity
import Jobs
import Model
import Projections
import Queries
import Runtime
import Settings

extension ProjectionRunner {
    /// The projections of a node: what each commit of theirs changes is published in this order.
    ///
    /// `fellBehind` is called when readers of the read models have to begin again.
    convenience init(
        _ core: NodeCore,
        hub: FeedHub,
        scheduler: JobScheduler,
        registersOrders: Bool,
        needsEpoch: @escaping @Sendable () -> Void,
        fellBehind: @escaping @Sendable () -> Void
    ) {
        self.init(
            core.database,
            feed: core.feed,
            options: core.configuration.runnerOptions,
            publish: { batch in
                core.publish(batch)
                hub.reached(batch)
                if batch.kind != .advanced { fellBehind() }
                if registersOrders, !batch.orderUsers.isEmpty {
                    scheduler.want(.orderRegistration)
                }
            },
            needsEpoch: needsEpoch,
            log: { LogLine(.warning, "projections").with("detail", $0).write() }
        )
    }
}

extension NodeCore {
    /// Shows queries what the projections have committed.
    fileprivate func publish(_ batch: ProjectionBatch) {
        if batch.kind == .reset, let source = batch.source {
            history.read(source.history, from: source.server)
        }
        revocations.publish(batch)
        let changes = CacheBatch(batch)
        let reached = cache.apply(changes)
        if batch.kind == .reset { history.show() }
        queries.reached(reached)
        cache.confirm(changes.positions, logEnd: batch.tail, at: batch.lookedAt)
        if batch.kind == .advanced, let slowest = batch.positions.values.min() {
            ownWrites.settle(upTo: slowest)
        }
    }
}
