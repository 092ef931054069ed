import Events
import Model

/// One hold of a seat as decisions see it.
struct Hold: Entity {
    /// Every way through a hold's life.
    ///
    /// `confirmed` has one way out, `cancelled` and `expired` none.
    enum State: Hashable, CaseIterable {
        /// There is no such hold.
        ///
        /// → held
        case missing
        /// → confirmed, cancelled, expired.
        case held
        /// → cancelled.
        case confirmed
        case cancelled
        case expired
    }

    private(set) var state = State.missing
    /// Nil for a hold that does not exist.
    private(set) var placed: HoldPlaced?

    mutating func evolve(_ event: HoldEvent) {
        switch event {
        case .placed(let placed):
            self.placed = placed
            state = .held
        case .confirmed: state = .confirmed
        case .cancelled: state = .cancelled
        case .expired: state = .expired
        }
    }

    static func change(in event: Event) -> HoldEvent? {
        if case .hold(let change) = event { change } else { nil }
    }
}

extension Hold {
    /// The state that counts at `now`: a held one whose deadline has come is expired, swept or not.
    func state(at now: Timestamp) -> State {
        switch state {
        case .held:
            if let placed, placed.expiresAt > now { .held } else { .expired }
        case .missing, .confirmed, .cancelled, .expired: state
        }
    }
}
