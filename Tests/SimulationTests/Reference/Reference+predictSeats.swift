import Entities
import Events

@testable import Model

extension Reference {
    func details(_ capacity: Int64) -> SlotDetails {
        SlotDetails(title: "Slot", capacity: capacity, startsAt: nil)
    }

    func changeSlot(_ id: SlotID, _ capacity: Int64, _ now: Timestamp) -> Prediction {
        guard let slot = slots[id] else { return .notFound }
        let due = overdue(slot, now)
        if slot.taken - Int64(due.count) > capacity { return .rejected("capacity-below-taken") }
        let needed = max(0, Int(slot.taken - capacity))
        return .done(
            due.prefix(needed).flatMap { end($0, .expired) }
                + [NewEvent(.slot(id), .slot(.changed(details(capacity))))],
            location: nil
        )
    }

    func hold(
        _ id: SlotID,
        by actor: Actor,
        _ now: Timestamp,
        _ seconds: Int,
        _ note: Note,
        ending most: Int = .max
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let slot = slots[id] else { return .notFound }
        let due = slot.taken < slot.capacity ? [] : Array(overdue(slot, now).prefix(most))
        if slot.taken - Int64(due.count) >= slot.capacity { return .rejected("slot-full") }
        let hold = HoldID(next + 2 * Int64(due.count))
        let deadline = Timestamp(microseconds: now.microseconds + Int64(seconds) * 1_000_000)
        let placed = HoldPlaced(
            slot: id,
            user: UserID(actor.rawValue),
            expiresAt: deadline,
            annotation: note.annotation
        )
        return .done(
            due.flatMap { end($0, .expired) } + [
                NewEvent(.hold(hold), .hold(.placed(placed))),
                NewEvent(
                    .slot(id),
                    .slot(.seatHeld(SeatHeld(hold: hold, expiresAt: deadline)))
                ),
            ],
            location: "/holds/\(hold.rawValue)"
        )
    }

    func confirm(_ id: HoldID, by actor: Actor, _ now: Timestamp) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let hold = holds[id] else { return .notFound }
        if hold.user.rawValue != actor.rawValue { return .forbidden(.owner) }
        if hold.state == .confirmed { return .rejected("hold-already-confirmed") }
        if let reason = ended(hold, now) { return .rejected(reason) }
        let reference = HoldReference(slot: hold.slot, user: hold.user)
        return .done(
            [
                NewEvent(.hold(id), .hold(.confirmed(reference))),
                NewEvent(.slot(hold.slot), .slot(.seatConfirmed(id))),
            ],
            location: nil
        )
    }

    func cancel(_ id: HoldID, by actor: Actor, _ now: Timestamp) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        guard let hold = holds[id] else { return .notFound }
        if hold.user.rawValue != actor.rawValue { return .forbidden(.owner) }
        if let reason = ended(hold, now) { return .rejected(reason) }
        return .done(end(id, .cancelled), location: nil)
    }

    func expire(_ id: HoldID, _ now: Timestamp) -> Prediction {
        guard let hold = holds[id] else { return .notFound }
        switch hold.state {
        case .confirmed: return .rejected("hold-already-confirmed")
        case .cancelled: return .rejected("hold-cancelled")
        case .expired: return .rejected("hold-expired")
        case .held:
            return now < hold.deadline
                ? .rejected("hold-not-due") : .done(end(id, .expired), location: nil)
        }
    }

    /// The refusal if the hold is over at this time.
    private func ended(_ hold: HoldRow, _ now: Timestamp) -> String? {
        switch hold.state {
        case .confirmed: nil
        case .cancelled: "hold-cancelled"
        case .expired: "hold-expired"
        case .held: now < hold.deadline ? nil : "hold-expired"
        }
    }

    private func overdue(_ slot: SlotRow, _ now: Timestamp) -> [HoldID] {
        slot.held
            .compactMap { id in holds[id].map { (id: id, deadline: $0.deadline) } }
            .filter { $0.deadline <= now }
            .sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
            .map(\.id)
    }

    private func end(_ id: HoldID, _ state: HoldState) -> [NewEvent] {
        guard let hold = holds[id] else { return [] }
        let reference = HoldReference(slot: hold.slot, user: hold.user)
        let released = SeatReleased(hold: id, wasConfirmed: hold.state == .confirmed)
        return [
            NewEvent(
                .hold(id),
                .hold(state == .expired ? .expired(reference) : .cancelled(reference))
            ),
            NewEvent(.slot(hold.slot), .slot(.seatReleased(released))),
        ]
    }
}
