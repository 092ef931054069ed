import Events
import Postgres

/// Checks the rows that are believed without a look into the log against their seals and the log:
/// snapshots, receipts, people.
///
/// Rows are read in portions, each in one statement, so that memory does not grow with their number
/// and what is written meanwhile does no harm.
package struct BeliefVerifier {
    let connection: Connection
    let sealer: RowSealer
    let requireGoingOn: () throws -> Void

    /// - `connection` is under role `LogRole.commands`.
    /// - `requireGoingOn` is asked at each row; what it throws ends the verification and is thrown on.
    package init(_ connection: Connection, requireGoingOn: @escaping () throws -> Void) throws {
        self.connection = connection
        self.requireGoingOn = requireGoingOn
        sealer = try RowSealer(connection)
    }

    /// Goes through all rows and reports the first fault and how many there are.
    ///
    /// - `state` returns what a snapshot of the stream at the version holds by the stream's events,
    ///   nil if there is none, as far as this software can read the schema.
    /// - `claims` returns the streams of a person's claims.
    package func verify(
        state: (StreamID, StoredSnapshot) throws -> ExpectedState,
        claims: (Person) -> (username: StreamID, email: StreamID)
    ) throws -> BeliefVerification {
        var verification = BeliefVerification()
        try verifySnapshots(&verification, state)
        try verifyReceipts(&verification)
        try verifyPeople(&verification, claims)
        try verifyUsers(&verification)
        return verification
    }
}

/// What a snapshot should hold by its stream's events.
package enum ExpectedState: Hashable, Sendable {
    case state([UInt8])
    /// No state can be made of the events, or none is stored for such a stream.
    case none
    /// The snapshot has a schema that this software does not use.
    case unused
}
