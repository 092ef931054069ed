import Events
import Model

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
