import Events
import Model
import Projections

/// Checks that 0 ≤ held + confirmed ≤ capacity, and that a hold ends once.
struct SeatAudit: Sendable {
    private struct Seats {
        var held: Int64 = 0
        var confirmed: Int64 = 0
        var capacity: Int64
    }

    private var slots: [SlotID: Seats] = [:]
    private var holds: [HoldID: HoldState] = [:]

    mutating func check(_ change: SlotEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .slot(let slot) = event.stream else { throw .wrongStream(event) }
        if case .created(let details) = change {
            guard slots[slot] == nil else { throw .identity(event) }
            slots[slot] = Seats(capacity: details.capacity)
        }
        guard var seats = slots[slot] else { throw .identity(event) }
        switch change {
        case .created(let details), .changed(let details):
            seats.capacity = details.capacity
        case .seatHeld:
            seats.held += 1
        case .seatConfirmed:
            seats.held -= 1
            seats.confirmed += 1
        case .seatReleased(let seat):
            if seat.wasConfirmed { seats.confirmed -= 1 } else { seats.held -= 1 }
        }
        slots[slot] = seats
        guard seats.held >= 0, seats.confirmed >= 0,
            seats.held + seats.confirmed <= seats.capacity
        else {
            throw event.breaks(
                .seats(slot, held: seats.held, confirmed: seats.confirmed, capacity: seats.capacity)
            )
        }
    }

    mutating func check(_ change: HoldEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .hold(let hold) = event.stream else { throw .wrongStream(event) }
        let before = holds[hold]
        let (after, isLegal): (HoldState, Bool) =
            switch change {
            case .placed: (.held, before == nil)
            case .confirmed: (.confirmed, before == .held)
            case .cancelled: (.cancelled, before == .held || before == .confirmed)
            case .expired: (.expired, before == .held)
            }
        guard isLegal else { throw event.breaks(.hold(hold, from: before, to: after)) }
        holds[hold] = after
    }

    /// Takes an earlier event of a hold that is to change.
    mutating func recall(_ change: HoldEvent, of hold: HoldID) {
        holds[hold] =
            switch change {
            case .placed: .held
            case .confirmed: .confirmed
            case .cancelled: .cancelled
            case .expired: .expired
            }
    }
}

extension SeatAudit: AuditState {
    func write(to state: inout AuditStateWriter) {
        state.add(slots) { state, entry in
            state.add(entry.key)
            state.add(entry.value.held)
            state.add(entry.value.confirmed)
            state.add(entry.value.capacity)
        }
    }

    init(from state: inout AuditStateReader) throws(MalformedAuditState) {
        for _ in 0..<(try state.count()) {
            slots[try state.id()] = Seats(
                held: try state.number(),
                confirmed: try state.number(),
                capacity: try state.number()
            )
        }
    }
}

/// Checks that 0 ≤ reserved ≤ on hand.
struct StockAudit: Sendable {
    private struct Stock {
        var onHand: Int64
        var reserved: Int64 = 0
    }

    private var products: [ProductID: Stock] = [:]

    mutating func check(_ change: ProductEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .product(let product) = event.stream else { throw .wrongStream(event) }
        if case .created(let created) = change {
            guard products[product] == nil else { throw .identity(event) }
            products[product] = Stock(onHand: created.quantity)
        }
        guard var stock = products[product] else { throw .identity(event) }
        switch change {
        case .created: break
        case .changed(let changed): stock.onHand = changed.quantity
        case .reserved(let movement): stock.reserved &+= movement.quantity
        case .released(let movement): stock.reserved &-= movement.quantity
        case .sold(let movement):
            stock.reserved &-= movement.quantity
            stock.onHand &-= movement.quantity
        case .returned(let movement): stock.onHand &+= movement.quantity
        }
        products[product] = stock
        guard stock.reserved >= 0, stock.reserved <= stock.onHand else {
            throw event.breaks(.stock(product, onHand: stock.onHand, reserved: stock.reserved))
        }
    }
}

extension StockAudit: AuditState {
    func write(to state: inout AuditStateWriter) {
        state.add(products) { state, entry in
            state.add(entry.key)
            state.add(entry.value.onHand)
            state.add(entry.value.reserved)
        }
    }

    init(from state: inout AuditStateReader) throws(MalformedAuditState) {
        for _ in 0..<(try state.count()) {
            products[try state.id()] = Stock(
                onHand: try state.number(),
                reserved: try state.number()
            )
        }
    }
}
