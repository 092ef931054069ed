import Events
import Model
import Postgres

/// `read.products`, the second table of the catalogue.
package enum ProductProjector: Projector {
    package static let projection = ReadModel.catalog

    package static let table = TableShape(
        "products",
        columns: [
            .init("product_id", .bigint), .init("shop_id", .bigint), .init("name", .text),
            .init("description", .text), .init("price", .bigint), .init("currency", .text),
            .init("on_hand", .bigint), .init("reserved", .bigint), .init("position", .bigint),
        ]
    )

    package static func key(of event: RecordedEvent) -> ProductID? {
        switch event.event {
        case .product:
            guard case .product(let product) = event.stream else { return ProductID(0) }
            return product
        case .user, .claim, .account, .slot, .hold, .shop, .order, .session, .transfer, .rates,
            .basket, .service:
            return nil
        }
    }

    package static func apply(
        _ event: RecordedEvent,
        to row: inout ProductRow?
    ) throws(ProjectionFault) {
        guard case .product(let change) = event.event else { return }
        guard case .product(let product) = event.stream else {
            throw ProjectionFault(event.position, .wrongStream)
        }
        if case .created(let created) = change {
            try requireNone(row, product.rawValue, at: event.position)
            row = ProductRow(
                product: product,
                shop: created.shop,
                name: created.name,
                description: created.description,
                price: created.price,
                onHand: created.quantity,
                reserved: 0,
                position: event.position
            )
            return
        }
        var changed = try existing(row, product.rawValue, at: event.position)
        try fold(change, into: &changed, at: event.position)
        changed.position = event.position
        row = changed
    }

    private static func fold(
        _ change: ProductEvent,
        into row: inout ProductRow,
        at position: LogPosition
    ) throws(ProjectionFault) {
        switch change {
        case .created(let created):
            row.price = created.price
            row.onHand = created.quantity
        case .changed(let changed):
            row.price = changed.price
            row.onHand = changed.quantity
        case .reserved(let movement):
            row.reserved = try sum(row.reserved, movement.quantity, at: position)
        case .released(let movement):
            row.reserved = try difference(row.reserved, movement.quantity, at: position)
        case .sold(let movement):
            row.reserved = try difference(row.reserved, movement.quantity, at: position)
            row.onHand = try difference(row.onHand, movement.quantity, at: position)
        case .returned(let movement):
            row.onHand = try sum(row.onHand, movement.quantity, at: position)
        }
    }

    package static func key(of row: ProductRow) -> ProductID { row.product }

    package static func write(_ key: ProductID, to sink: inout some RowSink & ~Copyable) {
        sink.int64(key.rawValue)
    }

    package static func write(_ row: ProductRow, to sink: inout some RowSink & ~Copyable) {
        sink.int64(row.product.rawValue)
        sink.int64(row.shop.rawValue)
        sink.text(row.name)
        sink.text(row.description)
        sink.int64(row.price.minorUnits)
        sink.text(row.price.currency.code)
        sink.int64(row.onHand)
        sink.int64(row.reserved)
        sink.int64(row.position.rawValue)
    }

    package static func read(_ row: ResultRow) throws -> ProductRow {
        ProductRow(
            product: ProductID(try row.int64(0)),
            shop: ShopID(try row.int64(1)),
            name: try row.string(2),
            description: try row.string(3),
            price: Money(try row.int64(4), try row.currency(5)),
            onHand: try row.int64(6),
            reserved: try row.int64(7),
            position: LogPosition(try row.int64(8))
        )
    }

    package static func announce(_ row: ProductRow, in batch: inout ProjectionBatch) {
        batch.catalogs.insert(row.shop)
    }
}
