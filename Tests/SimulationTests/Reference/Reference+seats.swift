import Events

@testable import Model

extension Reference {
    mutating func fold(_ change: SlotEvent, _ id: SlotID) {
        switch change {
        case .created(let details): slots[id] = SlotRow(capacity: details.capacity)
        case .changed(let details): slots[id]?.capacity = details.capacity
        case .seatHeld(let seat): slots[id]?.held.insert(seat.hold)
        case .seatConfirmed(let hold):
            require(
                slots[id]?.held.remove(hold) != nil,
                "B2: a seat is held before it is confirmed"
            )
            slots[id]?.confirmed.insert(hold)
        case .seatReleased(let seat):
            let was =
                seat.wasConfirmed
                ? slots[id]?.confirmed.remove(seat.hold) : slots[id]?.held.remove(seat.hold)
            require(was != nil, "B2: a seat is given back once")
        }
        if let slot = slots[id] {
            require(slot.taken <= slot.capacity, "B1, B7: taken seats fit the capacity")
        } else {
            require(false, "a slot is created before it is used")
        }
    }

    mutating func fold(_ change: HoldEvent, _ id: HoldID, _ time: Timestamp) {
        switch change {
        case .placed(let placed):
            require(holds[id] == nil, "B6: a hold is placed once")
            require(placed.expiresAt > time, "B4: a hold starts before its deadline")
            holds[id] = HoldRow(slot: placed.slot, user: placed.user, deadline: placed.expiresAt)
        case .confirmed:
            require(holds[id]?.state == .held, "B2: only a held seat is confirmed")
            require(holds[id].map { time < $0.deadline } == true, "B4: confirmed in time")
            holds[id]?.state = .confirmed
        case .cancelled:
            let state = holds[id]?.state
            require(state == .held || state == .confirmed, "B2: a hold ends once")
            require(
                state == .confirmed || holds[id].map { time < $0.deadline } == true,
                "B4: a held seat is cancelled in time"
            )
            holds[id]?.state = .cancelled
        case .expired:
            require(holds[id]?.state == .held, "B2, B3: only a held seat expires, once")
            require(holds[id].map { time >= $0.deadline } == true, "B6: not before the deadline")
            holds[id]?.state = .expired
        }
    }
}
