/// Bounds on what the append transaction may wait for, in milliseconds.
package struct LogLimits: Hashable, Sendable {
    /// Waiting for another node's batch before `EventLogError.lockTimeout`.
    package var lockMilliseconds: Int
    /// One statement; a commit waiting for a standby is not cut by it.
    package var statementMilliseconds: Int
    /// A node that stalls between its statements loses lock and session after this time, so that
    /// the others go on.
    package var idleMilliseconds: Int

    package init(
        lockMilliseconds: Int = 5_000,
        statementMilliseconds: Int = 30_000,
        idleMilliseconds: Int = 10_000
    ) {
        self.lockMilliseconds = lockMilliseconds
        self.statementMilliseconds = statementMilliseconds
        self.idleMilliseconds = idleMilliseconds
    }
}
