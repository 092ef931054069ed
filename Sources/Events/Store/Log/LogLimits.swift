/// Bounds on what the append transaction may wait for, in milliseconds.
package struct LogLimits: Hashable, Sendable {
    /// Waiting for another node's batch before `EventLogError.lockTimeout`.
    package var lockMilliseconds: Int
    /// A node that is silent under the lock for so long loses lock and session, so that the others go
    /// on: between statements by PostgreSQL's own timeout, within one by `AppendLockWatch`.
    ///
    /// One statement may not take longer either; a commit that waits for a standby is not cut by it.
    package var holderMilliseconds: Int

    package init(
        lockMilliseconds: Int = 5_000,
        holderMilliseconds: Int = 10_000
    ) {
        self.lockMilliseconds = lockMilliseconds
        self.holderMilliseconds = holderMilliseconds
    }
}
