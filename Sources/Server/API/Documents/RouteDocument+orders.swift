import Commands

extension RouteDocument {
    private static let quantity = Schema.integer(1...1_000_000_000, example: 2)
    private static let serviceIDs = Schema.array(.uuid, count: 1...50)

    static let basket = RouteDocument(
        section: .orders,
        summary: "Own basket at today's prices",
        answer: .view(.named(.basket))
    )

    static let setBasket = RouteDocument(
        section: .orders,
        summary: "Set lines of the basket",
        details: "Lines of other products stay; a quantity of 0 removes the line.",
        body: Body(
            schema: .object([
                .member(
                    "products",
                    .array(
                        .object([
                            .member("id", .identifier),
                            .member("quantity", .integer(0...1_000_000_000, example: 2)),
                        ]),
                        count: 1...100
                    )
                )
            ])
        ),
        answer: .verdict(),
        reasons: [.tooManyLines],
        mayBeMissing: true
    )

    static let placeOrder = RouteDocument(
        section: .orders,
        summary: "Place an order, or draft one of services",
        details: """
            Exactly one of `items`, `from_basket` and `services`. Prices, tax and total are frozen \
            and stock is reserved; services make a draft.
            """,
        body: Body(
            schema: .any([
                .object([
                    .member(
                        "items",
                        .array(
                            .object([
                                .member("product_id", .identifier), .member("quantity", quantity),
                            ]),
                            count: 1...100
                        )
                    )
                ]),
                .object([.member("from_basket", .constant(true))]),
                .object([.member("services", serviceIDs)]),
            ])
        ),
        answer: .verdict(location: "/orders/42"),
        reasons: [
            .outOfStock, .mixedCurrencies, .orderTotalLimit, .emptyBasket, .unknownService,
            .repeatedService,
        ],
        mayBeMissing: true
    )

    static let payOrder = RouteDocument(
        section: .orders,
        summary: "Pay an order from the wallet",
        answer: .verdict(),
        reasons: [
            .insufficientFunds, .orderAlreadyPaid, .orderCancelled, .orderIsDraft,
            .orderInProcessing, .orderDone, .orderDiscarded, .balanceLimit, .accountClosed,
        ],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let changeServices = RouteDocument(
        section: .orders,
        summary: "Change what a draft is for",
        body: Body(schema: .object([.member("services", serviceIDs)])),
        answer: .verdict(),
        reasons: [
            .unknownService, .repeatedService, .orderNotDraft, .orderInProcessing, .orderDone,
            .orderCancelled, .orderDiscarded,
        ],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let startProcessing = RouteDocument(
        section: .orders,
        summary: "Have a draft carried out",
        details: "It is registered at the outside service at most once.",
        answer: .verdict(),
        reasons: [
            .unknownService, .orderNotDraft, .orderInProcessing, .orderDone, .orderCancelled,
            .orderDiscarded,
        ],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let cancelOrder = RouteDocument(
        section: .orders,
        summary: "Cancel an order",
        details: "Releases stock, refunds what was paid, tells the outside service.",
        answer: .verdict(),
        reasons: [.orderCancelled, .orderDone, .orderDiscarded, .stockLimit, .balanceLimit],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let discardOrder = RouteDocument(
        section: .orders,
        summary: "Throw a draft away",
        answer: .verdict(),
        reasons: [
            .orderNotDraft, .orderInProcessing, .orderDone, .orderCancelled, .orderDiscarded,
        ],
        mayBeMissing: true,
        mayBeForeign: true
    )

    static let orders = RouteDocument(
        section: .orders,
        summary: "Own orders, newest first",
        isPaged: true,
        answer: .view(.page(of: .named(.order)))
    )

    static let order = RouteDocument(
        section: .orders,
        summary: "An own order",
        answer: .view(.named(.order)),
        mayBeMissing: true
    )
}
