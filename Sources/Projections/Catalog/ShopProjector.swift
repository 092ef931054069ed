import Events
import Model
import Postgres

/// `read.shops`, the first table of the catalogue.
package enum ShopProjector: Projector {
    package static let projection = ReadModel.catalog

    package static let table = TableShape(
        "shops",
        columns: [
            .init("shop_id", .bigint), .init("name", .text), .init("description", .text),
            .init("site", .text), .init("created_at", .timestamptz), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> ShopID? {
        switch event.event {
        case .shop:
            guard case .shop(let shop) = event.stream else { return ShopID(0) }
            return shop
        case .user, .claim, .account, .slot, .hold, .product, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout ShopRow?
    ) throws(ProjectionFault) {
        guard case .shop(let change) = event.event else { return }
        guard case .shop(let shop) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        switch change {
        case .created(let details):
            try requireNone(row, shop.rawValue, at: event.position)
            row = ShopRow(
                shop: shop,
                name: details.name,
                description: details.description,
                site: details.site,
                createdAt: event.recordedAt,
                position: event.position
            )
        }
    }

    package static func key(of row: ShopRow) -> ShopID { row.shop }

    package static func write(_ key: ShopID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: ShopRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.shop.rawValue)
        sink.text(row.name)
        sink.text(row.description)
        sink.text(row.site)
        sink.timestamp(row.createdAt)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> ShopRow {
        ShopRow(
            shop: ShopID(try row.int64(0)),
            name: try row.string(1),
            description: try row.string(2),
            site: try row.string(3),
            createdAt: try row.time(4),
            position: LogPosition(try row.int64(5))
        )
    }

    package static func announce(_ row: ShopRow, in batch: inout ProjectionBatch) {
        batch.shopsChanged = true
        batch.catalogs.insert(row.shop)
    }
}
