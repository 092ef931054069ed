/// Every limit of the write side.
package struct CommandLimits: Hashable, Sendable {
    /// The most commands decided and appended together.
    package var batch = 1_000
    /// The most commands that may wait; further ones are turned away.
    package var queue = 20_000
    /// The age at which a command is answered at the latest: if it was not decided yet it is not done,
    /// and if it is being appended its outcome is unknown.
    package var ageMilliseconds: Int64 = 5_000
    /// The difference between the node's clock and the database's above which it is reported; above
    /// `clockRefusal` times as much no command is decided, since the log could not be corrected.
    package var clockSkewMilliseconds: Int64 = 2_000
    package static let clockRefusal: Int64 = 5
    /// How often a batch is tried if the log can't be reached or appended to.
    package var attempts = 3
    /// Entities of all kinds kept in memory, give or take a batch.
    package var entities = 400_000
    /// The most events of other nodes that are read to catch up; further behind, the node forgets
    /// everything and loads it again as needed.
    package var catchUp = 20_000
    /// Events read at a time while catching up.
    package var catchUpChunk = 5_000
    /// The number of events after which a growing stream gets another snapshot.
    package var snapshotEvery: Int32 = 1_000
    /// How long a client should wait if a command can't be done now, in seconds.
    package var retryAfterSeconds = 1

    package init() {}
}
