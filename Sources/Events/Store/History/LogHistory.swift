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
