import Model
import Postgres

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

extension Connection {
    /// Adds an epoch after the log's end and returns the history with it.
    ///
    /// Runs in the transaction that holds the append lock, so that no other node appends meanwhile.
    func beginEpoch(
        _ reason: Epoch.Reason,
        after tail: LogTail,
        in history: LogHistory
    ) throws(PostgresError) -> LogHistory {
        let next = history.followed(
            by: EpochID.random(),
            at: tail.position.advanced(by: 1),
            in: try logHome()
        )
        let epoch = next.newest
        try execute(
            """
            INSERT INTO history.epochs (
                number, id, begins_at, previous_hash, system_identifier, timeline, database_oid,
                events_oid, reason, began_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
            """,
            [
                .int32(epoch.number), .text(epoch.id.text), .int64(epoch.beginsAt.rawValue),
                .bytes(tail.hash), .int64(epoch.home.server.system),
                .int32(epoch.home.server.timeline), .int64(epoch.home.server.database),
                .int64(epoch.home.table), .text(reason.rawValue),
            ]
        )
        return next
    }

    /// Where the log is, under a role that may see it.
    func logHome() throws(PostgresError) -> LogHome {
        let row = try execute("SELECT 'log.events'::regclass::oid::bigint").only()
        return LogHome(server: server, table: try row.int64(0))
    }
}

/// Begins epochs on an operator's request, while nodes may be running.
package struct HistoryKeeper {
    private let options: ConnectionOptions
    private let limits: LogLimits

    /// `options` are under role `LogRole.commands`.
    package init(_ options: ConnectionOptions, limits: LogLimits = LogLimits()) {
        self.options = options
        self.limits = limits
    }

    /// Begins an epoch after the log's end, due or not, and returns the history with it.
    package func begin() throws(EventLogError) -> LogHistory {
        do throws(PostgresError) {
            let connection = try Connection(options)
            return try begin(on: connection)
        } catch {
            throw EventLogError(error)
        }
    }

    private func begin(on connection: Connection) throws(PostgresError) -> LogHistory {
        do {
            let tail = try connection.lockLog(limits).tail
            let history = try connection.beginEpoch(
                .restored,
                after: tail,
                in: try LogHistory.load(connection)
            )
            try connection.commit()
            return history
        } catch let error as PostgresError {
            connection.rollback()
            throw error
        } catch {
            connection.rollback()
            throw .connection("\(error)")
        }
    }
}
