import API
import Commands
import Entities
import Events
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// More units than this are a typing error.
    private static let quantityMax: Int64 = 1_000_000_000

    /// Baskets and orders.
    static let orders = Section("Orders") { section in
        section.question(
            "basket",
            .get,
            "/basket",
            "Own basket at today's prices",
            answer: .view(.named(.basket))
        ) { _, context in
            .basket(context.user, taxBasisPoints: context.sources.configuration.taxBasisPoints)
        }
        section.command(
            "setBasket",
            .put,
            "/basket",
            "Set lines of the basket",
            details: "Lines of other products stay; a quantity of 0 removes the line.",
            refuses: [.tooManyLines],
            mayMiss: true
        ) { body, _ in SetBasket(basketLines(&body)) }
        section.command(
            "placeOrder",
            .post,
            "/orders",
            "Place an order, or draft one for services",
            details: """
                Exactly one of `items`, `from_basket` and `services`. Prices, tax and total are frozen \
                and stock is reserved; services make a draft.
                """,
            creates: "/orders/42",
            refuses: [
                .outOfStock, .mixedCurrencies, .orderTotalLimit, .emptyBasket, .unknownService,
                .repeatedService,
            ],
            mayMiss: true,
            namesServices: true
        ) { body, context in
            let tax = Int64(context.configuration.taxBasisPoints)
            switch body.requireOne(of: ["items", "from_basket", "services"]) {
            case "items":
                return PlaceOrder(
                    .items(items(&body)),
                    taxBasisPoints: tax,
                    annotation: annotation(&body)
                )
            case "services": return DraftOrder(services(&body), annotation: annotation(&body))
            // Also the placeholder of a command that is refused.
            case _:
                body.mark("from_basket")
                return PlaceOrder(.basket, taxBasisPoints: tax, annotation: annotation(&body))
            }
        }
        section.command(
            "payOrder",
            .post,
            "/orders/{id}/pay",
            "Pay an order from the wallet",
            refuses: [
                .insufficientFunds, .orderAlreadyPaid, .orderCancelled, .orderIsDraft,
                .orderInProcessing, .orderDone, .orderDiscarded, .balanceLimit, .accountClosed,
            ],
            mayBeForeign: true
        ) { _, context in PayOrder(OrderID(context.id)) }
        section.command(
            "changeServices",
            .patch,
            "/orders/{id}/services",
            "Change the services of a draft",
            refuses: [
                .unknownService, .repeatedService, .orderNotDraft, .orderInProcessing, .orderDone,
                .orderCancelled, .orderDiscarded,
            ],
            mayBeForeign: true,
            namesServices: true
        ) { body, context in ChangeServices(OrderID(context.id), to: services(&body)) }
        section.command(
            "startProcessing",
            .post,
            "/orders/{id}/start-processing",
            "Start processing a draft",
            details: "It is registered with the outside service at most once.",
            refuses: [
                .unknownService, .orderNotDraft, .orderInProcessing, .orderDone, .orderCancelled,
                .orderDiscarded,
            ],
            mayBeForeign: true
        ) { _, context in
            // The outside service knows the order by the id of the command that started it.
            StartProcessing(OrderID(context.id), registration: context.command)
        }
        section.command(
            "cancelOrder",
            .patch,
            "/orders/{id}/cancel",
            "Cancel an order",
            details: "Releases the stock, refunds the payment and notifies the outside service.",
            refuses: [.orderCancelled, .orderDone, .orderDiscarded, .stockLimit, .balanceLimit],
            mayBeForeign: true
        ) { _, context in CancelOrder(OrderID(context.id)) }
        section.command(
            "discardOrder",
            .delete,
            "/orders/{id}",
            "Discard a draft",
            refuses: [
                .orderNotDraft, .orderInProcessing, .orderDone, .orderCancelled, .orderDiscarded,
            ],
            mayBeForeign: true
        ) { _, context in DiscardOrder(OrderID(context.id)) }
        section.question(
            "orders",
            .get,
            "/orders",
            "Own orders, newest first",
            answer: .view(.page(of: .named(.order)))
        ) { parameters, context in .orders(context.user, parameters.page()) }
        section.question(
            "order",
            .get,
            "/orders/{id}",
            "One of your orders",
            answer: .view(.named(.order))
        ) { _, context in .order(context.user, OrderID(context.id)) }
    }

    /// products: [{id, quantity}], each product once; quantity 0 removes it.
    private static func basketLines(_ body: inout BodyFields) -> [BasketLine] {
        let lines = body.objects("products", count: 1...SetBasket.maximumLines) { product in
            BasketLine(
                product: ProductID(product.identifier("id")),
                quantity: product.integer("quantity", 0...quantityMax, example: 2)
            )
        }
        // A wrong id has been recorded, and its placeholder may occur twice.
        guard body.errors.isEmpty else { return lines }
        var named: Set<ProductID> = []
        for (index, line) in lines.enumerated() where !named.insert(line.product).inserted {
            body.wrong("products[\(index)].id", "is named before: name each product once")
        }
        return lines
    }

    /// reference?, metadata?.
    private static func annotation(_ body: inout BodyFields) -> Annotation? {
        body.annotation(seenBy: "Its user sees")
    }

    /// items: [{product_id, quantity}].
    private static func items(_ body: inout BodyFields) -> [OrderItem] {
        body.objects("items", count: 1...PlaceOrder.maximumLines) { item in
            OrderItem(
                ProductID(item.identifier("product_id")),
                quantity: item.integer("quantity", 1...quantityMax, example: 2)
            )
        }
    }

    /// services: [uuid], as the catalogue names them.
    private static func services(_ body: inout BodyFields) -> [ServiceID] {
        body.uuids("services", count: 1...DraftOrder.maximumServices).map(ServiceID.init)
    }
}
