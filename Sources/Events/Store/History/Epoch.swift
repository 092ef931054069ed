import Model
import Postgres

/// A stretch of the log in which no position is given twice.
///
/// One begins wherever the log may have lost its end: with another server, timeline or database, with a
/// restored backup, or when a node finds that what it has appended is gone.
package struct Epoch: Hashable, Sendable {
    /// Why an epoch has begun.
    package enum Reason: String, Sendable {
        /// The log was set up, or was brought to the version that knows epochs.
        case first
        /// The log is on another server, timeline or database, or in another table.
        case server
        /// A node does not find what it has appended or read.
        case cut
        /// An operator has said that a backup was restored.
        case restored
    }

    /// From 1.
    package let number: Int32
    package let id: EpochID
    /// The first position that belongs to it.
    package let beginsAt: LogPosition
    /// Where the log was when the epoch began.
    package let home: LogHome

    package init(number: Int32, id: EpochID, beginsAt: LogPosition, home: LogHome) {
        self.number = number
        self.id = id
        self.beginsAt = beginsAt
        self.home = home
    }
}

/// The server and the table that a log is on.
package struct LogHome: Hashable, Sendable {
    package let server: ServerIdentity
    /// The oid of log.events, which a table that was restored in its place does not have.
    package let table: Int64

    package init(server: ServerIdentity, table: Int64) {
        self.server = server
        self.table = table
    }
}
