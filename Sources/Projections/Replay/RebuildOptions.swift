import Model

/// What a replay does, and its limits.
package struct RebuildOptions: Hashable, Sendable {
    package var names: [ReadModel] = ReadModel.allCases
    /// Only compare: the rebuilt tables are dropped and the live ones stay.
    package var verifyOnly = false
    /// The log's present end, where somebody has cut it on purpose: read models that hold more than
    /// the log are rebuilt shorter then.
    package var acceptedCut: LogPosition?
    /// This software's version: what another version has left unfinished is begun anew.
    package var software = ""
    /// Events in one transaction: what an interruption costs at most.
    package var chunk = 500_000
    /// Events that may be read while the live read model is locked and waits.
    package var lockedEvents: Int64 = 10_000
    /// Rows of one table kept in memory.
    package var rowLimit = 1_000_000

    package init() {}
}
