/// Every limit of the write side.
package struct CommandLimits: Hashable, Sendable {
    /// Commands decided and appended together.
    package var batch = 1_000
    /// Commands that may wait; one more is turned away.
    package var queue = 20_000
    /// A command is answered after this time at the latest: if its turn has not come it is not done, and
    /// if it is being appended its outcome is unknown.
    ///
    /// Milliseconds.
    package var ageMilliseconds: Int64 = 5_000
    /// Differences between the node's clock and the database's that are reported.
    ///
    /// Milliseconds. Where the clocks differ by more than `clockRefusal` of it no command is decided,
    /// since one of them is wrong and the log can't be mended.
    package var clockSkewMilliseconds: Int64 = 2_000
    package static let clockRefusal: Int64 = 5
    /// Times that a batch is tried when the log can't be reached or appended to.
    package var attempts = 3
    /// Entities kept in memory, of all kinds together, give or take a batch.
    package var entities = 400_000
    /// Events of other nodes that are read to catch up; further behind, everything is forgotten and
    /// loaded anew as needed.
    package var catchUp = 20_000
    /// Events read at a time while catching up.
    package var catchUpChunk = 5_000
    /// A snapshot of a stream is stored each time it has grown by so many events.
    package var snapshotEvery: Int32 = 1_000
    /// What a client is told to wait when a command can't be done now.
    ///
    /// Seconds.
    package var retryAfterSeconds = 1

    package init() {}
}
