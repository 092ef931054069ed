import Events
import Model

/// A shop as it is shown.
package struct ShopRow: Hashable, Sendable {
    package let shop: ShopID
    package let name: String
    package let description: String
    package let site: String
    package let createdAt: Timestamp
    /// The last event that changed this row.
    package let position: LogPosition

    package init(
        shop: ShopID,
        name: String,
        description: String,
        site: String,
        createdAt: Timestamp,
        position: LogPosition
    ) {
        self.shop = shop
        self.name = name
        self.description = description
        self.site = site
        self.createdAt = createdAt
        self.position = position
    }
}
