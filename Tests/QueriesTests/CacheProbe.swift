import Model

@testable import Cache
@testable import Queries

/// A cache's state with methods that an expectation can call: its arguments may not change a value.
final class CacheProbe {
    private var state: CacheState

    init(_ state: CacheState) {
        self.state = state
    }

    var isWarm: Bool { state.isWarm }
    var epoch: Int { state.epoch }
    var driftedRows: UInt64 { state.driftedRows }
    var balanceCount: Int { state.balances.table.count }

    func position(_ model: ReadModel) -> LogPosition? { state.position(model) }
    func find(_ question: Question, now: Int64 = 0) -> CacheEntry { state.find(question, now: now) }
    func hit(_ question: Question, now: Int64 = 0) -> Answer? { state.hit(question, now: now) }
    func miss(_ question: Question, now: Int64 = 0) -> CacheMiss? { state.miss(question, now: now) }
    func apply(_ batch: CacheBatch) -> [WaitTicket] { state.apply(batch) }

    /// As a new connection does, to a log that is whole.
    func restart(at position: LogPosition) {
        var batch = CacheBatch.to(position)
        batch.continuity = .restarts(logEnd: 1_000)
        _ = state.apply(batch)
    }

    func resolve(_ reading: QueryResult, for miss: CacheMiss) -> Timeliness {
        state.resolve(reading, for: miss)
    }

    @discardableResult
    func fill(
        at position: LogPosition,
        balances: [BalanceRow] = [],
        reservations: [SetAsideChange<BalanceRow.Key>] = [],
        slots: [SlotRow] = [],
        seats: [SetAsideChange<SlotID>] = []
    ) -> [WaitTicket]? {
        state.fill(
            at: position,
            balances: balances,
            reservations: reservations,
            slots: slots,
            seats: seats
        )
    }

    func beginWarming() { state.beginWarming() }

    func absorb(balances: [BalanceRow], at snapshot: ReadPositions, epoch: Int) {
        state.absorb(.balances(balances), at: snapshot, epoch: epoch)
    }

    func absorb(reservations: [SetAsideChange<BalanceRow.Key>]) {
        state.absorb(.reservations(reservations), at: ReadPositions(), epoch: state.epoch)
    }

    func warmed(at snapshot: ReadPositions, epoch: Int) -> [WaitTicket]? {
        state.warmed(at: snapshot, epoch: epoch)
    }

    func wait(
        _ ticket: WaitTicket,
        for model: ReadModel,
        at position: LogPosition,
        deadline: Int64
    ) -> Bool {
        state.waiters.add(ticket, for: model, at: position, deadline: deadline)
    }
}
