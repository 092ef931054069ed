import Events
import Model

/// What follows from a command: events at consecutive positions, all appended or none.
package struct Decision: Hashable, Sendable {
    /// At least one.
    package var events: [NewEvent]
    /// What was made, if the command makes a thing.
    package var location: Resource?
    /// A change of personal data, made in the same transaction.
    package var person: PersonChange?

    /// The rule that the caller is refused by all the same: the events are what follows from the
    /// attempt.
    ///
    /// The answer is that of a `Refusal.rejected`, and a receipt keeps it.
    package var refusal: Rejection?

    package init(
        _ events: [NewEvent],
        location: Resource? = nil,
        person: PersonChange? = nil,
        refusal: Rejection? = nil
    ) {
        self.events = events
        self.location = location
        self.person = person
        self.refusal = refusal
    }
}

/// A thing that a command made, as the `Location` header names it.
package enum Resource: Hashable, Sendable {
    case user(UserID)
    case transfer(TransferID)
    case slot(SlotID)
    case hold(HoldID)
    case shop(ShopID)
    case product(ProductID)
    case order(OrderID)

    /// The absolute path, such as `/holds/17`.
    package var path: String {
        switch self {
        case .user(let id): "/users/\(id.rawValue)"
        case .transfer(let id): "/transfers/\(id.rawValue)"
        case .slot(let id): "/slots/\(id.rawValue)"
        case .hold(let id): "/holds/\(id.rawValue)"
        case .shop(let id): "/shops/\(id.rawValue)"
        case .product(let id): "/products/\(id.rawValue)"
        case .order(let id): "/orders/\(id.rawValue)"
        }
    }
}
