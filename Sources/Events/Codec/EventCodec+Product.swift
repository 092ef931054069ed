import Model
import Text

extension EventCodec {
    static func encode(_ event: ProductEvent, into writer: inout JSONWriter) {
        switch event {
        case .created(let created):
            writer.object { writer in
                writer.member("shop", created.shop.rawValue)
                writer.member("name", created.name)
                writer.member("description", created.description)
                writer.member("price", money: created.price)
                writer.member("quantity", created.quantity)
            }
        case .changed(let changed):
            writer.object { writer in
                writer.member("price", money: changed.price)
                writer.member("quantity", changed.quantity)
            }
        case .reserved(let movement), .released(let movement), .sold(let movement),
            .returned(let movement):
            writer.object { writer in
                writer.member("order", movement.order.rawValue)
                writer.member("quantity", movement.quantity)
            }
        }
    }

    static func productCreated(
        from reader: inout JSONReader
    ) throws(JSONError) -> ProductCreated {
        var shop: Int64?
        var name: String?
        var description: String?
        var price: Money?
        var quantity: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "shop": shop = try reader.int64()
            case "name": name = try reader.string()
            case "description": description = try reader.string()
            case "price": price = try reader.money()
            case "quantity": quantity = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return ProductCreated(
            shop: ShopID(try reader.required(shop, "shop")),
            name: try reader.required(name, "name"),
            description: try reader.required(description, "description"),
            price: try reader.required(price, "price"),
            quantity: try reader.required(quantity, "quantity")
        )
    }

    static func productChanged(
        from reader: inout JSONReader
    ) throws(JSONError) -> ProductChanged {
        var price: Money?
        var quantity: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "price": price = try reader.money()
            case "quantity": quantity = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return ProductChanged(
            price: try reader.required(price, "price"),
            quantity: try reader.required(quantity, "quantity")
        )
    }

    static func stockMovement(
        from reader: inout JSONReader
    ) throws(JSONError) -> StockMovement {
        var order: Int64?
        var quantity: Int64?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "order": order = try reader.int64()
            case "quantity": quantity = try reader.int64()
            default: throw reader.unknown(key)
            }
        }
        return StockMovement(
            order: OrderID(try reader.required(order, "order")),
            quantity: try reader.required(quantity, "quantity")
        )
    }
}
