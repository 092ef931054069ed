import EventStore
import Events
import Model
import Postgres

/// Checks the rows that are trusted without reading the log against their seals and the log:
/// snapshots, receipts, people.
///
/// Rows are read in portions, each in one statement, so that memory does not grow with their number
/// and rows that are written meanwhile do no harm.
package struct BeliefVerifier {
    let connection: Connection
    let sealer: RowSealer
    let requireGoingOn: () throws -> Void
    /// Only rows about later events are checked.
    let verified: VerifiedLog?

    /// - `connection` is under role `LogRole.commands`.
    /// - `verified`: the point after which rows are checked, nil for all rows: snapshots of streams
    ///   that have later events, receipts of later commands, people whose users have later events.
    /// - `requireGoingOn` is called at each row; its error ends the verification and is rethrown.
    package init(
        _ connection: Connection,
        after verified: VerifiedLog? = nil,
        requireGoingOn: @escaping () throws -> Void
    ) throws {
        self.connection = connection
        self.verified = verified
        self.requireGoingOn = requireGoingOn
        sealer = try RowSealer(connection)
    }

    /// Reads all rows, and returns the first fault and the number of faults.
    ///
    /// - `state` returns the state that the stream's events make up to the snapshot's version.
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

    /// A further condition that selects rows about the events after the verified position; empty if all
    /// are checked.
    func selection(_ condition: (VerifiedLog) -> String) -> String {
        verified.map { "AND \(condition($0))" } ?? ""
    }
}

/// The state that a snapshot should have by its stream's events.
package enum ExpectedState: Hashable, Sendable {
    case state([UInt8])
    /// The events make no state, or streams of this kind have no snapshots.
    case none
    /// The snapshot has a schema that this software does not use.
    case unused
}

/// The result of a verification of the rows that are trusted without reading the log.
package struct BeliefVerification: Hashable, Sendable {
    /// Checked rows.
    package internal(set) var rows = 0
    package internal(set) var faults = 0
    package internal(set) var first: BeliefFault?

    package var isSound: Bool { faults == 0 }

    mutating func add(_ row: DistrustedRow, _ reason: BeliefFault.Reason) {
        faults += 1
        first = first ?? BeliefFault(row: row, reason: reason)
    }
}

/// The fault of a row that is trusted without reading the log.
package struct BeliefFault: Hashable, Sendable {
    package let row: DistrustedRow
    package let reason: Reason

    package enum Reason: Hashable, Sendable {
        /// The row differs from the one that this software sealed.
        case seal
        /// A snapshot's stream has an invalid name.
        case unknownStream
        /// A snapshot is of a version that its stream does not have.
        case noSuchVersion(StreamVersion)
        /// The stream's events up to the snapshot's version make another state, or no state.
        case otherState(StreamVersion)
        /// A receipt of a completed command whose position has no event of that actor and time.
        case noSuchCommand(LogPosition)
        /// A refusal, or a bulk without effect, after an event that the log does not have.
        case behindTheEnd(LogPosition)
        /// The thing that the receipt names does not exist.
        case noSuchThing(String)
        /// The log has no such user, or the user was erased.
        case noSuchUser
        /// The user name is not the one that the user has claimed.
        case otherUsername
        /// The e-mail address is not the one that the user has claimed.
        case otherEmail
        /// The row counts `found` changes of the password, and the log `expected`.
        case otherPassword(expected: Int64, found: Int64)
        /// The log has the user, not erased, but there is no row.
        case missing
    }
}

extension BeliefFault: CustomStringConvertible {
    package var description: String {
        "\(row.name): \(text)"
    }

    private var text: String {
        switch reason {
        case .seal: "not as this service has sealed it"
        case .unknownStream: "there is no stream of that name"
        case .noSuchVersion(let version): "the stream has no version \(version.rawValue)"
        case .otherState(let version):
            "not the state that the stream's events up to version \(version.rawValue) make"
        case .noSuchCommand(let position):
            "no command of that actor and time has its last event at position \(position.rawValue)"
        case .behindTheEnd(let position):
            "position \(position.rawValue) is after the log's end, or its event is younger"
        case .noSuchThing(let location): "\(location) was not made by that command"
        case .noSuchUser: "the log has no such user, or the user was erased"
        case .otherUsername: "the user name is not the one that the user has claimed"
        case .otherEmail: "the e-mail address is not the one that the user has claimed"
        case .otherPassword(let expected, let found):
            "the password of change \(found) where the log has \(expected) changes"
        case .missing: "the user's row is missing"
        }
    }
}
