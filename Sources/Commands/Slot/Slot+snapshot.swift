import EventStore
import Events
import Model

extension Slot {
    /// Title, capacity, start (none or one number), confirmed seats, then hold and deadline of each
    /// held one.
    ///
    /// Nil for a slot that does not exist.
    var snapshot: [UInt8]? {
        guard let details else { return nil }
        var snapshot = Snapshot()
        snapshot.append(details.title)
        snapshot.append(details.capacity)
        snapshot.append(details.startsAt == nil ? 0 : 1)
        if let start = details.startsAt { snapshot.append(start.microseconds) }
        snapshot.append(confirmed)
        for seat in held {
            snapshot.append(seat.hold.rawValue)
            snapshot.append(seat.expiresAt.microseconds)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot), let title = reader.text(),
            let capacity = reader.number(), let hasStart = reader.number()
        else { return nil }
        let start = hasStart == 1 ? reader.number().map(Timestamp.init(microseconds:)) : nil
        guard let confirmed = reader.number() else { return nil }
        var held: [HeldSeat] = []
        while !reader.atEnd() {
            guard let hold = reader.number(), let deadline = reader.number() else { return nil }
            held.append(
                HeldSeat(hold: HoldID(hold), expiresAt: Timestamp(microseconds: deadline))
            )
        }
        self.init(
            details: SlotDetails(title: title, capacity: capacity, startsAt: start),
            held: held,
            confirmed: confirmed
        )
    }
}
