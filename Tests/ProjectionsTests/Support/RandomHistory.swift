import Events

/// A sound history of all kinds of commands, the same for the same seed.
struct RandomHistory {
    private(set) var history: History
    private var random: SplitMix
    private var balances: [AccountID: Int64] = [:]
    private var accounts: [AccountID] = []
    private var slots: [(id: SlotID, capacity: Int64, taken: Int64)] = []
    private var holds: [(id: HoldID, slot: Int, user: UserID, isConfirmed: Bool)] = []
    private var shops: [ShopID] = []
    private var products: [(id: ProductID, onHand: Int64, reserved: Int64)] = []
    private var orders: [(id: OrderID, user: UserID, product: Int, isPaid: Bool)] = []

    private let price: Int64 = 100

    init(seed: UInt64) {
        // What has one time is appended in one batch.
        history = History(commandsPerSecond: 8)
        random = SplitMix(state: seed)
        for _ in 0..<3 { register() }
        createSlot()
        createProduct()
    }

    /// Adds commands until the history has `count` events or some more.
    mutating func grow(to count: Int) {
        while history.events.count < count { step() }
    }

    private mutating func step() {
        switch random.next(20) {
        case 0: register()
        case 1: createSlot()
        case 2: createProduct()
        case 3...5: placeHold()
        case 6...8: changeHold()
        case 9...11: placeOrder()
        case 12...14: changeOrder()
        case 15: changeSlot()
        default: transfer()
        }
    }

    private mutating func register() {
        let user = history.register(grant: random.next(2) == 0 ? 0 : 100_000)
        let account = AccountID(of: user)
        balances[account] = history.versions[.account(account)]?.rawValue == 2 ? 100_000 : 0
        accounts.append(account)
        if random.next(5) == 0 {
            history.command(.user(user), .user(.roleGranted(RoleGranted(role: .admin))))
        }
    }

    private mutating func transfer() {
        let sender = pick(accounts)
        let receiver = pick(accounts)
        let amount = Int64(random.next(500) + 1)
        guard sender != receiver, balances[sender, default: 0] >= amount else { return }
        let memo = random.next(3) == 0 ? nil : "memo \"\(amount)\" \\ ü"
        history.transfer(from: sender, to: receiver, amount, memo: memo)
        balances[sender, default: 0] -= amount
        balances[receiver, default: 0] += amount
    }

    private mutating func createSlot() {
        let slot = SlotID(createdAt: history.next)
        let capacity = Int64(random.next(4) + 1)
        history.command(
            .slot(slot),
            .slot(
                .created(
                    SlotDetails(
                        title: "Slot \(slot.rawValue)",
                        capacity: capacity,
                        startsAt: random.next(2) == 0 ? nil : history.now
                    )
                )
            )
        )
        slots.append((slot, capacity, 0))
    }

    private mutating func changeSlot() {
        let index = random.next(slots.count)
        slots[index].capacity = slots[index].taken + Int64(random.next(4))
        history.command(
            .slot(slots[index].id),
            .slot(
                .changed(
                    SlotDetails(
                        title: "Changed",
                        capacity: slots[index].capacity,
                        startsAt: nil
                    )
                )
            )
        )
    }

    private mutating func placeHold() {
        let index = random.next(slots.count)
        guard slots[index].taken < slots[index].capacity else { return }
        let user = UserID(pick(accounts).rawValue)
        let hold = HoldID(createdAt: history.next)
        let deadline = history.now.advanced(bySeconds: 300)
        history.command([
            NewEvent(
                .hold(hold),
                .hold(
                    .placed(HoldPlaced(slot: slots[index].id, user: user, expiresAt: deadline))
                )
            ),
            NewEvent(
                .slot(slots[index].id),
                .slot(.seatHeld(SeatHeld(hold: hold, expiresAt: deadline)))
            ),
        ])
        slots[index].taken += 1
        holds.append((hold, index, user, false))
    }

    private mutating func changeHold() {
        guard !holds.isEmpty else { return }
        let index = random.next(holds.count)
        let hold = holds[index]
        let slot = slots[hold.slot].id
        let reference = HoldReference(slot: slot, user: hold.user)
        if !hold.isConfirmed, random.next(2) == 0 {
            holds[index].isConfirmed = true
            history.command([
                NewEvent(.hold(hold.id), .hold(.confirmed(reference))),
                NewEvent(.slot(slot), .slot(.seatConfirmed(hold.id))),
            ])
            return
        }
        let isExpired = !hold.isConfirmed && random.next(2) == 0
        history.command([
            NewEvent(
                .hold(hold.id),
                .hold(isExpired ? .expired(reference) : .cancelled(reference))
            ),
            NewEvent(
                .slot(slot),
                .slot(
                    .seatReleased(SeatReleased(hold: hold.id, wasConfirmed: hold.isConfirmed))
                )
            ),
        ])
        slots[hold.slot].taken -= 1
        holds.remove(at: index)
    }

    private mutating func createProduct() {
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

    private mutating func placeOrder() {
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
                            total: price + 7
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

    private mutating func changeOrder() {
        guard !orders.isEmpty else { return }
        let index = random.next(orders.count)
        let order = orders[index]
        let account = AccountID(of: order.user)
        let stock = StockMovement(order: order.id, quantity: 1)
        let product = StreamID.product(products[order.product].id)
        let amount = Money(price + 7, .rub)
        let transfer = TransferID(createdAt: history.next)
        if !order.isPaid, random.next(2) == 0 {
            guard balances[account, default: 0] >= amount.minorUnits else { return }
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

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[random.next(elements.count)]
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix {
    var state: UInt64

    /// 0 to `limit` - 1.
    mutating func next(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(limit))
    }
}
