import Events
import TestSupport

@testable import Model

extension RandomHistory {
    mutating func createProduct() {
        if shops.isEmpty || random.next(3) == 0 {
            shops.append(ShopID(createdAt: history.next))
            history.command(
                .shop(shops[shops.count - 1]),
                .shop(
                    .created(
                        ShopDetails(name: "Shop", description: "All \"things\"", site: "")
                    )
                )
            )
        }
        let product = ProductID(createdAt: history.next)
        history.command(
            .product(product),
            .product(
                .created(
                    ProductCreated(
                        shop: pick(shops),
                        name: "Thing\t\(product.rawValue)",
                        description: "…",
                        price: Money(price, .rub),
                        quantity: 20
                    )
                )
            )
        )
        products.append((product, 20, 0))
    }

    /// Prices stay, since orders depend on them.
    mutating func changeProduct() {
        let index = random.next(products.count)
        products[index].onHand = products[index].reserved + Int64(random.next(30))
        let changed = ProductChanged(
            price: Money(price, .rub),
            quantity: products[index].onHand
        )
        history.command(.product(products[index].id), .product(.changed(changed)))
    }

    mutating func placeOrder() {
        let index = random.next(products.count)
        let quantity: Int64 = 1
        guard products[index].onHand - products[index].reserved >= quantity else { return }
        let order = OrderID(createdAt: history.next)
        let user = UserID(pick(accounts).rawValue)
        history.command([
            NewEvent(
                .order(order),
                .order(
                    .placed(
                        OrderPlaced(
                            user: user,
                            lines: [
                                OrderLine(
                                    product: products[index].id,
                                    name: "Thing \"x\"",
                                    quantity: quantity,
                                    unitPrice: price,
                                    amount: price
                                )
                            ],
                            currency: .rub,
                            tax: 7,
                            total: price + 7,
                            annotation: annotation
                        )
                    )
                )
            ),
            NewEvent(
                .product(products[index].id),
                .product(.reserved(StockMovement(order: order, quantity: quantity)))
            ),
        ])
        products[index].reserved += quantity
        orders.append((order, user, index, false))
    }

    mutating func changeOrder() {
        guard !orders.isEmpty else { return }
        let index = random.next(orders.count)
        let order = orders[index]
        let account = AccountID(of: order.user)
        let stock = StockMovement(order: order.id, quantity: 1)
        let product = StreamID.product(products[order.product].id)
        let amount = Money(price + 7, .rub)
        let transfer = TransferID(createdAt: history.next)
        if !order.isPaid, random.next(2) == 0 {
            guard balances[account, default: 0] >= amount.minorUnits,
                gone[order.user] == nil
            else { return }
            balances[account, default: 0] -= amount.minorUnits
            products[order.product].reserved -= 1
            products[order.product].onHand -= 1
            orders[index].isPaid = true
            history.command(
                history.movement(
                    from: account,
                    to: .sales,
                    amount,
                    .payment,
                    order: order.id,
                    at: history.next
                ) + [
                    NewEvent(
                        .order(order.id),
                        .order(.paid(OrderPaid(user: order.user, transfer: transfer)))
                    ),
                    NewEvent(product, .product(.sold(stock))),
                ]
            )
            return
        }
        orders.remove(at: index)
        if order.isPaid {
            balances[account, default: 0] += amount.minorUnits
            products[order.product].onHand += 1
        } else {
            products[order.product].reserved -= 1
        }
        let refund =
            order.isPaid
            ? history.movement(
                from: .sales,
                to: account,
                amount,
                .refund,
                order: order.id,
                at: history.next
            )
            : []
        let cancelled = OrderCancelled(user: order.user, refund: order.isPaid ? transfer : nil)
        history.command(
            refund + [
                NewEvent(.order(order.id), .order(.cancelled(cancelled))),
                NewEvent(product, .product(order.isPaid ? .returned(stock) : .released(stock))),
            ]
        )
    }
}
