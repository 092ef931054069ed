import API
import Cache
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
    /// The projections of a node, which publish the changes of each commit in this order.
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

extension CacheBatch {
    /// The changes of a projection batch, translated for the cache: the two targets don't know each
    /// other.
    package init(_ batch: ProjectionBatch) {
        let continuity: Continuity =
            switch batch.kind {
            case .advanced: .follows
            case .reset: .restarts(logEnd: batch.tail)
            }
        self.init(continuity: continuity, positions: ReadPositions(batch.positions))
        // Nobody may ask for the balances of system accounts.
        balances = batch.balances.filter { !$0.account.isSystem }
        slots = batch.slots
        for change in batch.deadlines { add(change) }
        touched = batch.transactionAccounts.map { .transactions(of: UserID($0.rawValue)) }
        touched += batch.holdUsers.map(Topic.holds)
        touched += batch.orderUsers.map(Topic.orders)
        touched += batch.users.map { .profile(of: $0.user) }
        touched += batch.catalogs.map(Topic.catalog)
        if batch.shopsChanged { touched.append(.shops) }
        touched += batch.basketUsers.map(Topic.basket)
        if batch.ratesChanged { touched.append(.rates) }
        if batch.servicesChanged { touched.append(.services) }
    }

    private mutating func add(_ change: DeadlineChange) {
        let expiresAt = change.expiresAt?.microseconds
        switch change.subject {
        case .reservation(let transfer, let account, let amount):
            reservations.append(
                SetAsideChange(
                    owner: BalanceRow.Key(account: account, currency: amount.currency),
                    id: transfer.rawValue,
                    amount: amount.minorUnits,
                    expiresAt: expiresAt,
                    position: change.position
                )
            )
        case .seat(let hold, let slot):
            seats.append(
                SetAsideChange(
                    owner: slot,
                    id: hold.rawValue,
                    amount: 1,
                    expiresAt: expiresAt,
                    position: change.position
                )
            )
        }
    }
}

extension RevocationBoard {
    /// Adds the sessions that ended, on this node or another.
    package func publish(_ batch: ProjectionBatch) {
        guard !batch.endedSessions.isEmpty || !batch.users.isEmpty else { return }
        let cuts = batch.users.compactMap { row in
            row.cut.map { Revocation.sessions(of: row.user, before: $0.before, kept: $0.kept) }
        }
        add(batch.endedSessions.map(Revocation.session) + cuts)
    }
}
