import Events
import TestSupport

@testable import Model

extension RandomHistory {
    mutating func createSlot() {
        let slot = SlotID(createdAt: history.next)
        let capacity = Int64(random.next(4) + 1)
        history.command(
            .slot(slot),
            .slot(
                .created(
                    SlotDetails(
                        title: "Slot \(slot.rawValue)",
                        capacity: capacity,
                        startsAt: random.next(2) == 0 ? nil : history.now
                    )
                )
            )
        )
        slots.append((slot, capacity, 0))
    }

    mutating func changeSlot() {
        let index = random.next(slots.count)
        slots[index].capacity = slots[index].taken + Int64(random.next(4))
        history.command(
            .slot(slots[index].id),
            .slot(
                .changed(
                    SlotDetails(
                        title: "Changed",
                        capacity: slots[index].capacity,
                        startsAt: nil
                    )
                )
            )
        )
    }

    mutating func placeHold() {
        let index = random.next(slots.count)
        guard slots[index].taken < slots[index].capacity else { return }
        let user = UserID(pick(accounts).rawValue)
        let hold = HoldID(createdAt: history.next)
        let deadline = history.now.advanced(bySeconds: 300)
        let placed = HoldPlaced(
            slot: slots[index].id,
            user: user,
            expiresAt: deadline,
            annotation: annotation
        )
        history.command([
            NewEvent(.hold(hold), .hold(.placed(placed))),
            NewEvent(
                .slot(slots[index].id),
                .slot(.seatHeld(SeatHeld(hold: hold, expiresAt: deadline)))
            ),
        ])
        slots[index].taken += 1
        holds.append((hold, index, user, false))
    }

    mutating func changeHold() {
        guard !holds.isEmpty else { return }
        let index = random.next(holds.count)
        let hold = holds[index]
        let slot = slots[hold.slot].id
        let reference = HoldReference(slot: slot, user: hold.user)
        if !hold.isConfirmed, random.next(2) == 0 {
            holds[index].isConfirmed = true
            history.command([
                NewEvent(.hold(hold.id), .hold(.confirmed(reference))),
                NewEvent(.slot(slot), .slot(.seatConfirmed(hold.id))),
            ])
            return
        }
        let isExpired = !hold.isConfirmed && random.next(2) == 0
        history.command([
            NewEvent(
                .hold(hold.id),
                .hold(isExpired ? .expired(reference) : .cancelled(reference))
            ),
            NewEvent(
                .slot(slot),
                .slot(
                    .seatReleased(SeatReleased(hold: hold.id, wasConfirmed: hold.isConfirmed))
                )
            ),
        ])
        slots[hold.slot].taken -= 1
        holds.remove(at: index)
    }
}
