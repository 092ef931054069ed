import Model

/// What is wrong with a row that is believed without a look into the log.
package struct BeliefFault: Hashable, Sendable {
    package let row: DistrustedRow
    package let reason: Reason

    package init(row: DistrustedRow, reason: Reason) {
        self.row = row
        self.reason = reason
    }

    package enum Reason: Hashable, Sendable {
        /// The row is not as this software has sealed it.
        case seal
        /// A snapshot's stream has a name that none has.
        case unknownStream
        /// A snapshot is of a version that its stream has not got.
        case noSuchVersion(StreamVersion)
        /// The stream's events up to the snapshot's version make another state, or none.
        case otherState(StreamVersion)
        /// A receipt of a command that was done, and at its position is no event of that actor and time.
        case noSuchCommand(LogPosition)
        /// A refusal after an event that the log has not got.
        case behindTheEnd(LogPosition)
        /// What the receipt says was made is not there.
        case noSuchThing(String)
        /// The log has no such user, or the user was erased.
        case noSuchUser
        /// The user name is not the one that the user has claimed.
        case otherUsername
        /// The e-mail address is not the one that the user has claimed.
        case otherEmail
        /// The password was changed as often as `found` by the row, and `expected` by the log.
        case otherPassword(expected: Int64, found: Int64)
        /// The log has the user, who is not erased, and there is no row.
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
            "position \(position.rawValue) is behind the log's end, or its event is younger"
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
