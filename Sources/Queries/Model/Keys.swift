/// A user, and the user's wallet, which has the same number.
package struct UserKey: Hashable, Sendable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// What a user has in one currency.
package struct BalanceKey: Hashable, Sendable {
    package let user: UserKey
    package let currency: CurrencyCode

    package init(_ user: UserKey, _ currency: CurrencyCode) {
        self.user = user
        self.currency = currency
    }
}

/// A bookable slot.
package struct SlotKey: Hashable, Comparable, Sendable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: SlotKey, right: SlotKey) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A shop.
package struct ShopKey: Hashable, Sendable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// An order.
package struct OrderKey: Hashable, Sendable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }
}
