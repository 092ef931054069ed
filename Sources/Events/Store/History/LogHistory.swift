import Model
import Postgres

/// The epochs that a log has had, oldest first.
///
/// A position that was given out in an epoch stands if the log has that epoch and the position lies before
/// every later one: what came behind it was lost, and the position belongs to something else by now.
package struct LogHistory: Hashable, Sendable {
    /// What has become of a place.
    package enum Standing: Hashable, Sendable {
        case stands
        /// It was lost; of its epoch everything up to `through` still stands.
        case lost(through: LogPosition)
        /// The log has no such epoch: it was lost whole, or has begun on another node and was not read yet.
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

    /// Of a log that has always been where it is.
    package init(first: Epoch) {
        epochs = [first]
        self.first = first
        newest = first
        reaches = [nil]
    }

    /// Of a log that is in no database, and so can't be cut back behind anybody's back.
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

    /// The history that goes on with another epoch.
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
        // Before the first event all histories are one.
        guard place.position > .start else { return .stands }
        let id = place.epoch ?? first.id
        // Nearly everything that is asked for is of the present.
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

    /// Whether this is `other`, and maybe goes on from there.
    package func extends(_ other: LogHistory) -> Bool { epochs.starts(with: other.epochs) }

    /// The last position that means in `other` what it means here; nil if nothing says that any does not.
    package func lastInCommon(with other: LogHistory) -> LogPosition? {
        let count = zip(epochs, other.epochs).prefix { $0.0 == $0.1 }.count
        guard count > 0 else { return .start }
        return [reach(ofEpochAt: count - 1), other.reach(ofEpochAt: count - 1)].compactMap { $0 }
            .min()
    }

    /// The last position of the epoch that still stands; nil for the newest.
    private func reach(ofEpochAt index: Int) -> LogPosition? { reaches[index] }

    /// From the newest back: each epoch reaches to where the first of all later ones begins.
    private static func reaches(_ epochs: [Epoch]) -> [LogPosition?] {
        var reaches: [LogPosition?] = Array(repeating: nil, count: epochs.count)
        for index in epochs.indices.dropLast().reversed() {
            let next = epochs[index + 1].beginsAt.advanced(by: -1)
            reaches[index] = reaches[index + 1].map { min($0, next) } ?? next
        }
        return reaches
    }
}
