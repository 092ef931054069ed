import Crypto
import Model
import Postgres
import Text

/// The epochs that a log has had, oldest first.
///
/// A position from an epoch is still valid if the log has that epoch and the position is before
/// every later epoch. Positions after that were lost, and belong to other events now.
package struct LogHistory: Hashable, Sendable {
    /// Whether a place is still part of the log.
    package enum Standing: Hashable, Sendable {
        case stands
        /// It was lost; positions of its epoch up to `through` are still valid.
        case lost(through: LogPosition)
        /// The log has no such epoch: it was lost whole, or began on another node and was not read
        /// yet.
        case unknown
    }

    package let epochs: [Epoch]
    package let first: Epoch
    package let newest: Epoch
    private let reaches: [LogPosition?]

    /// Nil without an epoch, or if they are not numbered 1, 2, 3 ….
    package init?(_ epochs: [Epoch]) {
        guard let first = epochs.first, let newest = epochs.last,
            epochs.enumerated().allSatisfy({ $0.element.number == Int32($0.offset + 1) })
        else { return nil }
        self.epochs = epochs
        self.first = first
        self.newest = newest
        reaches = Self.reaches(epochs)
    }

    /// For a log that has always been on one server.
    package init(first: Epoch) {
        epochs = [first]
        self.first = first
        newest = first
        reaches = [nil]
    }

    /// For a log in memory, which can't be cut by a failover.
    package static let inMemory = LogHistory(
        first: Epoch(
            number: 1,
            id: EpochID(0),
            beginsAt: LogPosition(1),
            home: LogHome(
                server: ServerIdentity(system: 0, timeline: 0, database: 0),
                table: 0
            )
        )
    )

    /// This history with one more epoch.
    package func followed(by id: EpochID, at position: LogPosition, in home: LogHome) -> LogHistory
    {
        let next = Epoch(number: newest.number + 1, id: id, beginsAt: position, home: home)
        return LogHistory(epochs: epochs + [next], first: first, newest: next)
    }

    private init(epochs: [Epoch], first: Epoch, newest: Epoch) {
        self.epochs = epochs
        self.first = first
        self.newest = newest
        reaches = Self.reaches(epochs)
    }

    package func standing(of place: LogPlace) -> Standing {
        // Before the first event all histories are the same.
        guard place.position > .start else { return .stands }
        let id = place.epoch ?? first.id
        // Nearly all places are of the newest epoch.
        guard id != newest.id else { return .stands }
        guard let index = epochs.firstIndex(where: { $0.id == id }) else { return .unknown }
        guard let reach = reach(ofEpochAt: index) else { return .stands }
        return place.position <= reach ? .stands : .lost(through: reach)
    }

    package func contains(_ place: LogPlace) -> Bool { standing(of: place) == .stands }

    /// The epoch that the event at a position belongs to.
    package func epoch(at position: LogPosition) -> Epoch {
        epochs.last { $0.beginsAt <= position } ?? first
    }

    /// Whether this history equals `other` or continues it.
    package func extends(_ other: LogHistory) -> Bool { epochs.starts(with: other.epochs) }

    /// The last position with the same meaning in both histories; nil if all positions may have it.
    package func lastInCommon(with other: LogHistory) -> LogPosition? {
        let count = zip(epochs, other.epochs).prefix { $0.0 == $0.1 }.count
        guard count > 0 else { return .start }
        return [reach(ofEpochAt: count - 1), other.reach(ofEpochAt: count - 1)].compactMap { $0 }
            .min()
    }

    /// The last valid position of the epoch; nil for the newest.
    private func reach(ofEpochAt index: Int) -> LogPosition? { reaches[index] }

    /// Computed from the newest back: an epoch ends where the earliest of all later ones begins.
    private static func reaches(_ epochs: [Epoch]) -> [LogPosition?] {
        var reaches: [LogPosition?] = Array(repeating: nil, count: epochs.count)
        for index in epochs.indices.dropLast().reversed() {
            let next = epochs[index + 1].beginsAt.advanced(by: -1)
            reaches[index] = reaches[index + 1].map { min($0, next) } ?? next
        }
        return reaches
    }
}

extension LogHistory {
    /// Reads it, under any of the roles.
    package static func load(_ connection: Connection) throws(PostgresError) -> LogHistory {
        let rows = try connection.execute(
            """
            SELECT number, id, begins_at, system_identifier, timeline, database_oid, events_oid
            FROM history.epochs ORDER BY number
            """
        )
        var epochs: [Epoch] = []
        for row in rows {
            let server = ServerIdentity(
                system: try row.int64(3),
                timeline: try row.int32(4),
                database: try row.int64(5)
            )
            epochs.append(
                Epoch(
                    number: try row.int32(0),
                    id: try epoch(row, 1),
                    beginsAt: LogPosition(try row.int64(2)),
                    home: LogHome(server: server, table: try row.int64(6))
                )
            )
        }
        guard let history = LogHistory(epochs) else {
            throw .decoding("history.epochs does not begin with 1 or has a gap")
        }
        return history
    }

    /// Names the newest epoch: one row of one column.
    package static let newestQuery = "SELECT id FROM history.epochs ORDER BY number DESC LIMIT 1"

    /// An epoch's id, from a column of a row.
    package static func epoch(
        _ row: Row,
        _ column: Int
    ) throws(PostgresError) -> EpochID {
        let name = try row.string(column)
        guard let id = EpochID(text: name.utf8) else { throw .decoding("\(name) names no epoch") }
        return id
    }
}

/// The random name of an epoch; as text 8 lower-case hexadecimal digits.
package struct EpochID: Hashable, Sendable {
    package let rawValue: UInt32

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Nil for anything but 8 lower-case hexadecimal digits.
    package init?(text: some Collection<UInt8>) {
        guard text.count == 8, let number = hexadecimalNumber(text) else { return nil }
        self.init(UInt32(truncatingIfNeeded: number))
    }

    /// One that no other log has.
    static func random() -> EpochID {
        EpochID(RandomBytes.make(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 8 digits.
    package func append(to bytes: inout [UInt8]) {
        bytes.appendHexadecimal(UInt64(rawValue), digits: 8)
    }
}

extension EpochID: CustomStringConvertible {
    package var description: String { text }
}

/// A position, and the history in which it was assigned.
package struct LogPlace: Hashable, Sendable {
    package let position: LogPosition
    /// The newest epoch when the position was assigned; nil for the first epoch, to which positions
    /// from before the introduction of epochs belong.
    package let epoch: EpochID?

    package init(_ position: LogPosition, in epoch: EpochID? = nil) {
        self.position = position
        self.epoch = epoch
    }

    /// From digits, alone or followed by the separator and an epoch, such as `1234-5f3a9c1e`; nil
    /// for anything else.
    package init?(text: some Collection<UInt8>, separator: Unicode.Scalar = "-") {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard let position = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        let rest = text.dropFirst(digits.count)
        guard let first = rest.first else {
            self.init(LogPosition(position))
            return
        }
        guard first == UInt8(ascii: separator), let epoch = EpochID(text: rest.dropFirst())
        else { return nil }
        self.init(LogPosition(position), in: epoch)
    }

    /// Appends it as `1234-5f3a9c1e`; without an epoch as digits.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(position.rawValue).utf8)
        guard let epoch else { return }
        bytes.append(UInt8(ascii: "-"))
        epoch.append(to: &bytes)
    }
}
