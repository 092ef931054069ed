import Model
import Synchronization

/// Waiting for a position, as for `min_position` or an early reading, without a thread.
///
/// Times are milliseconds of one monotonic clock.
extension WarmCache {
    /// Lets a request wait until the read model is followed to `position`, at most to `deadline`.
    package func register(
        _ ticket: WaitTicket,
        for model: ReadModel,
        at position: LogPosition,
        deadline: Int64
    ) -> Registration {
        state.withLock { state in
            if let reached = state.position(model), reached >= position { return .reached }
            let isAdded = state.waiters.add(
                ticket,
                for: model,
                at: position,
                deadline: deadline
            )
            return isAdded ? .waiting : .full
        }
    }

    /// Takes out those whose deadline has come: to be answered with 503.
    package func expire(now: Int64) -> [WaitTicket] {
        state.withLock { $0.waiters.expire(now) }
    }
}
