import Model

/// One value for each read model.
package struct PerReadModel<Value> {
    private var values: [Value]

    /// The same value for every read model.
    package init(all value: Value) {
        values = Array(repeating: value, count: ReadModel.allCases.count)
    }

    package subscript(model: ReadModel) -> Value {
        get { values[model.index] }
        _modify { yield &values[model.index] }
    }

    /// Another value for each read model.
    package func map<Other>(_ transform: (Value) -> Other) -> PerReadModel<Other> {
        PerReadModel<Other>(values: values.map(transform))
    }

    /// Whether the condition holds for every read model.
    package func allSatisfy(_ condition: (Value) -> Bool) -> Bool { values.allSatisfy(condition) }
}

extension PerReadModel {
    private init(values: [Value]) {
        self.values = values
    }
}

extension PerReadModel: Equatable where Value: Equatable {}
extension PerReadModel: Hashable where Value: Hashable {}
extension PerReadModel: Sendable where Value: Sendable {}

/// How far each read model has followed the log.
package typealias ReadPositions = PerReadModel<LogPosition>

extension ReadPositions {
    /// Every read model is at the start.
    package init() {
        self.init(all: .start)
    }

    /// A read model that is not named is at the start.
    package init(_ positions: [ReadModel: LogPosition]) {
        self.init()
        for (model, position) in positions { self[model] = position }
    }
}

/// How far a node knows the log to be, which the role of queries can't read.
package struct LogProgress: Hashable, Sendable {
    /// Where the log ended when it was last looked at.
    package let end: LogPosition
    /// Whole seconds since each read model was last known to hold the whole log.
    let lagSeconds: PerReadModel<Int>

    package init(end: LogPosition, lagSeconds: PerReadModel<Int>) {
        self.end = end
        self.lagSeconds = lagSeconds
    }

    /// Nothing is known.
    package init() {
        self.init(end: .start, lagSeconds: PerReadModel(all: 0))
    }
}

/// The part of a read model that a change touches and a question depends on.
package struct Topic: Hashable, Sendable {
    package let model: ReadModel
    private let id: Int64

    /// In place of an id, for all of a model; ids start at 1.
    private static let everything: Int64 = 0

    private init(_ model: ReadModel, _ id: Int64) {
        self.model = model
        self.id = id
    }

    package static func balances(of user: UserID) -> Topic { Topic(.balances, user.rawValue) }
    package static func transactions(of user: UserID) -> Topic {
        Topic(.transactions, user.rawValue)
    }
    package static func holds(of user: UserID) -> Topic { Topic(.holds, user.rawValue) }
    package static func orders(of user: UserID) -> Topic { Topic(.orderHistory, user.rawValue) }
    package static func profile(of user: UserID) -> Topic { Topic(.users, user.rawValue) }
    static func own(_ list: OwnList, of user: UserID) -> Topic { Topic(list.model, user.rawValue) }
    package static func basket(of user: UserID) -> Topic { Topic(.baskets, user.rawValue) }
    /// The list of users.
    static let users = Topic(.users, everything)
    /// All rates.
    package static let rates = Topic(.rates, everything)
    /// The catalogue of services.
    package static let services = Topic(.services, everything)
    /// Counts of transfers by hour.
    static let activity = Topic(.activity, everything)
    /// Counts and amounts since the beginning.
    static let totals = Topic(.totals, everything)
    /// The list of shops.
    package static let shops = Topic(.catalog, everything)
    /// The products of one shop, their prices and stock.
    package static func catalog(of shop: ShopID) -> Topic { Topic(.catalog, shop.rawValue) }
    /// The availability of all slots.
    package static let slots = Topic(.slotAvailability, everything)
    package static func slot(_ slot: SlotID) -> Topic { Topic(.slotAvailability, slot.rawValue) }

    /// Spreads neighbouring ids over all bits: the finalizer of splitmix64.
    package var mixed: UInt64 {
        mix(UInt64(bitPattern: id) &* 16 &+ UInt64(truncatingIfNeeded: model.index))
    }
}
