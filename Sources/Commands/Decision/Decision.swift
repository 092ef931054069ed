import Events
import Model

/// What follows from a command: events at consecutive positions, all of them appended or none.
package struct Decision: Hashable, Sendable {
    /// At least one.
    package var events: [NewEvent]
    /// The thing that the command made, if it makes one.
    package var location: Resource?
    /// A change of personal data, made in the same transaction.
    package var person: PersonChange?
    /// The rule by which the caller is refused although events follow from the attempt.
    ///
    /// The caller gets the answer of a `Refusal.rejected`, and a receipt keeps it.
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

/// An event with the stream of the entity that it happens to, so that no event can be written to a
/// stream of another kind.
extension NewEvent {
    static func user(_ id: UserID, _ event: UserEvent) -> Self { Self(.user(id), .user(event)) }
    static func session(_ id: SessionID, _ event: SessionEvent) -> NewEvent {
        NewEvent(.session(id), .session(event))
    }
    static func username(_ hash: ClaimHash, _ event: ClaimEvent) -> NewEvent {
        NewEvent(.username(hash), .claim(event))
    }
    static func email(_ hash: ClaimHash, _ event: ClaimEvent) -> NewEvent {
        NewEvent(.email(hash), .claim(event))
    }
    static func account(_ id: AccountID, _ event: AccountEvent) -> NewEvent {
        NewEvent(.account(id), .account(event))
    }
    static func transfer(_ id: TransferID, _ event: TransferEvent) -> NewEvent {
        NewEvent(.transfer(id), .transfer(event))
    }
    static func rates(_ event: RatesEvent) -> Self { Self(.rates, .rates(event)) }
    static func slot(_ id: SlotID, _ event: SlotEvent) -> Self { Self(.slot(id), .slot(event)) }
    static func hold(_ id: HoldID, _ event: HoldEvent) -> Self { Self(.hold(id), .hold(event)) }
    static func shop(_ id: ShopID, _ event: ShopEvent) -> Self { Self(.shop(id), .shop(event)) }
    static func product(_ id: ProductID, _ event: ProductEvent) -> NewEvent {
        NewEvent(.product(id), .product(event))
    }
    static func basket(_ user: UserID, _ event: BasketEvent) -> NewEvent {
        NewEvent(.basket(user), .basket(event))
    }
    static func order(_ id: OrderID, _ event: OrderEvent) -> NewEvent {
        NewEvent(.order(id), .order(event))
    }
    static func services(_ event: ServiceEvent) -> Self { Self(.services, .service(event)) }
}
