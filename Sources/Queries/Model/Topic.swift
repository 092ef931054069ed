import Model

/// What a change touches and a question depends on: one subject within one read model.
package struct Topic: Hashable, Sendable {
    package let model: ReadModel
    private let subject: Int64

    /// Stands for all subjects of a model; ids start at 1.
    private static let everything: Int64 = 0

    private init(_ model: ReadModel, _ subject: Int64) {
        self.model = model
        self.subject = subject
    }

    package static func balances(of user: UserID) -> Topic { Topic(.balances, user.rawValue) }
    package static func transactions(of user: UserID) -> Topic {
        Topic(.transactions, user.rawValue)
    }
    package static func holds(of user: UserID) -> Topic { Topic(.holds, user.rawValue) }
    package static func orders(of user: UserID) -> Topic { Topic(.orderHistory, user.rawValue) }
    package static func profile(of user: UserID) -> Topic { Topic(.users, user.rawValue) }
    package static func basket(of user: UserID) -> Topic { Topic(.baskets, user.rawValue) }
    /// The list of users.
    static let users = Topic(.users, everything)
    /// All rates.
    package static let rates = Topic(.rates, everything)
    /// The catalogue of services.
    package static let services = Topic(.services, everything)
    /// Counts of transfers by hour.
    static let activity = Topic(.activity, everything)
    /// Counts and amounts of everything there has been.
    static let totals = Topic(.totals, everything)
    /// The list of shops.
    package static let shops = Topic(.catalog, everything)
    /// The products of one shop, their prices and stock.
    package static func catalog(of shop: ShopID) -> Topic { Topic(.catalog, shop.rawValue) }
    /// The availability of all slots.
    static let slots = Topic(.slotAvailability, everything)
    static func slot(_ slot: SlotID) -> Topic { Topic(.slotAvailability, slot.rawValue) }

    /// Spreads neighbouring ids over all bits: the finalizer of splitmix64.
    var mixed: UInt64 {
        mix(UInt64(bitPattern: subject) &* 16 &+ model.number)
    }
}
