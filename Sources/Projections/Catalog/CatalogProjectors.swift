import Events
import Model

/// `read.products`, the second table of the catalogue.
enum ProductProjector: Projector {
    static let table = Table<ProductRow>(
        "products",
        .bigint("product_id") { $0.product.rawValue },
        .bigint("shop_id") { $0.shop.rawValue },
        .text("name") { $0.name },
        .text("description") { $0.description },
        .bigint("price") { $0.price.minorUnits },
        .text("currency") { $0.price.currency.code },
        .bigint("on_hand") { $0.onHand },
        .bigint("reserved") { $0.reserved },
        .bigint("position") { $0.position.rawValue },
        .bigint("sold") { $0.sold }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: ProductID, change: ProductEvent)? {
        guard case .product(let change) = event.event else { return nil }
        guard case .product(let product) = event.stream else { throw event.wrongStream }
        return (product, change)
    }

    static func apply(
        _ change: ProductEvent,
        to row: inout ProductRow?,
        _ product: ProductID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        guard case .created(let created) = change else {
            return try self.change(&row, product, event) { (row) throws(ProjectionFault) in
                try fold(change, into: &row, by: event)
            }
        }
        let new = ProductRow(
            product: product,
            shop: created.shop,
            name: created.name,
            description: created.description,
            price: created.price,
            onHand: created.quantity,
            reserved: 0,
            position: event.position,
            sold: 0
        )
        try make(&row, product, event, new)
    }

    private static func fold(
        _ change: ProductEvent,
        into row: inout ProductRow,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .created(let created):
            row.price = created.price
            row.onHand = created.quantity
        case .changed(let changed):
            row.price = changed.price
            row.onHand = changed.quantity
        case .reserved(let movement):
            row.reserved = try event.sum(row.reserved, movement.quantity)
        case .released(let movement):
            row.reserved = try event.difference(row.reserved, movement.quantity)
        case .sold(let movement):
            row.reserved = try event.difference(row.reserved, movement.quantity)
            row.onHand = try event.difference(row.onHand, movement.quantity)
            row.sold = try event.sum(row.sold, movement.quantity)
        case .returned(let movement):
            row.onHand = try event.sum(row.onHand, movement.quantity)
            row.sold = try event.difference(row.sold, movement.quantity)
        }
    }

    static func key(of row: ProductRow) -> ProductID { row.product }

    static func read(_ columns: inout ColumnReader) throws -> ProductRow {
        ProductRow(
            product: try columns.id(),
            shop: try columns.id(),
            name: try columns.text(),
            description: try columns.text(),
            price: try columns.money(),
            onHand: try columns.int64(),
            reserved: try columns.int64(),
            position: try columns.position(),
            sold: try columns.int64()
        )
    }

    static func announce(_ row: ProductRow, in batch: inout ProjectionBatch) {
        batch.catalogs.insert(row.shop)
    }
}

/// A product with its price and stock.
struct ProductRow: Hashable, PositionedRow {
    let product: ProductID
    let shop: ShopID
    let name: String
    let description: String
    /// Per unit.
    var price: Money
    /// Units in stock, reserved ones included.
    var onHand: Int64
    /// Units of placed and unpaid orders.
    var reserved: Int64
    var position: LogPosition
    /// Units of paid orders, without those that came back.
    var sold: Int64
}

/// `read.shops`, the first table of the catalogue.
enum ShopProjector: Projector {
    static let table = Table<ShopRow>(
        "shops",
        .bigint("shop_id") { $0.shop.rawValue },
        .text("name") { $0.name },
        .text("description") { $0.description },
        .text("site") { $0.site },
        .timestamptz("created_at") { $0.createdAt },
        .bigint("position") { $0.position.rawValue }
    )

    static func effect(
        of event: RecordedEvent
    ) throws(ProjectionFault) -> (key: ShopID, change: ShopEvent)? {
        guard case .shop(let change) = event.event else { return nil }
        guard case .shop(let shop) = event.stream else { throw event.wrongStream }
        return (shop, change)
    }

    static func apply(
        _ change: ShopEvent,
        to row: inout ShopRow?,
        _ shop: ShopID,
        by event: RecordedEvent
    ) throws(ProjectionFault) {
        switch change {
        case .created(let details):
            let new = ShopRow(
                shop: shop,
                name: details.name,
                description: details.description,
                site: details.site,
                createdAt: event.recordedAt,
                position: event.position
            )
            try make(&row, shop, event, new)
        }
    }

    static func key(of row: ShopRow) -> ShopID { row.shop }

    static func read(_ columns: inout ColumnReader) throws -> ShopRow {
        ShopRow(
            shop: try columns.id(),
            name: try columns.text(),
            description: try columns.text(),
            site: try columns.text(),
            createdAt: try columns.time(),
            position: try columns.position()
        )
    }

    static func announce(_ row: ShopRow, in batch: inout ProjectionBatch) {
        batch.shopsChanged = true
        batch.catalogs.insert(row.shop)
    }
}

/// A shop as it is shown.
struct ShopRow: Hashable {
    let shop: ShopID
    let name: String
    let description: String
    let site: String
    let createdAt: Timestamp
    /// The last event that changed this row.
    let position: LogPosition
}
