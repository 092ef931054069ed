import Commands
import Events
import Model

extension CommandEndpoints {
    /// PUT /basket: products: [{id, quantity}], each product once; quantity 0 takes it away.
    static func setBasket(_ body: inout BodyFields) -> any Command {
        let lines = body.objects("products", count: 1...SetBasket.maximumLines) { product in
            BasketLine(
                product: ProductID(product.identifier("id")),
                quantity: product.integer("quantity", 0...1_000_000_000)
            )
        }
        // A wrong id has been recorded, and what stands for it may well stand twice.
        guard body.errors.isEmpty else { return SetBasket(lines) }
        var named: Set<ProductID> = []
        for (index, line) in lines.enumerated() where !named.insert(line.product).inserted {
            body.wrong("products[\(index)].id", "is named before: each product stands once")
        }
        return SetBasket(lines)
    }
}
