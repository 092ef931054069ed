import Events
import Testing

/// One event of each type, as in the golden files.
enum Samples {
    static func event(_ type: EventType) throws -> Event {
        let usd = try #require(Currency("USD"))
        let user = UserID(12)
        return switch type {
        case .accountDebited:
            .account(
                .debited(
                    Posting(
                        transfer: TransferID(40),
                        kind: .payment,
                        counterparty: .sales,
                        amount: Money(150_050, .rub),
                        memo: "Order \"7\"\n½ ☕️",
                        order: OrderID(39)
                    )
                )
            )
        case .accountCredited:
            .account(
                .credited(
                    Posting(
                        transfer: TransferID(40),
                        kind: .openingGrant,
                        counterparty: .house,
                        amount: Money(.max, usd)
                    )
                )
            )
        case .accountOpened: .account(.opened(AccountOpened(owner: user, currency: .rub)))
        case .slotSeatHeld:
            .slot(
                .seatHeld(
                    SeatHeld(
                        hold: HoldID(17),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .slotSeatConfirmed: .slot(.seatConfirmed(HoldID(17)))
        case .slotSeatReleased:
            .slot(.seatReleased(SeatReleased(hold: HoldID(17), wasConfirmed: true)))
        case .slotCreated:
            .slot(
                .created(
                    SlotDetails(
                        title: "Morning \\ yoga",
                        capacity: 10,
                        startsAt: Timestamp(microseconds: 1_800_000_000_000_000)
                    )
                )
            )
        case .slotChanged: .slot(.changed(SlotDetails(title: "", capacity: 0, startsAt: nil)))
        case .holdPlaced:
            .hold(
                .placed(
                    HoldPlaced(
                        slot: SlotID(1),
                        user: user,
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .holdConfirmed: .hold(.confirmed(HoldReference(slot: SlotID(1), user: user)))
        case .holdCancelled: .hold(.cancelled(HoldReference(slot: SlotID(1), user: user)))
        case .holdExpired: .hold(.expired(HoldReference(slot: SlotID(1), user: user)))
        case .orderPlaced: .order(.placed(orderPlaced))
        case .orderPaid: .order(.paid(OrderPaid(user: user, transfer: TransferID(40))))
        case .orderCancelled:
            .order(.cancelled(OrderCancelled(user: user, refund: TransferID(50))))
        case .productReserved: .product(.reserved(StockMovement(order: OrderID(39), quantity: 2)))
        case .productReleased: .product(.released(StockMovement(order: OrderID(39), quantity: 2)))
        case .productSold: .product(.sold(StockMovement(order: OrderID(39), quantity: 2)))
        case .productReturned: .product(.returned(StockMovement(order: OrderID(39), quantity: 2)))
        case .productCreated:
            .product(
                .created(
                    ProductCreated(
                        shop: ShopID(3),
                        name: "Cup",
                        description: "Blue",
                        price: Money(500, usd),
                        quantity: 100
                    )
                )
            )
        case .productChanged:
            .product(.changed(ProductChanged(price: Money(450, .rub), quantity: 90)))
        case .shopCreated:
            .shop(
                .created(
                    ShopDetails(name: "Café", description: "", site: "https://example.org/")
                )
            )
        case .userRegistered:
            .user(.registered(UserRegistered(username: claim(1), email: claim(2))))
        case .userRoleGranted: .user(.roleGranted(RoleGranted(role: .admin)))
        case .usernameClaimed: .claim(.usernameClaimed(user))
        case .emailClaimed: .claim(.emailClaimed(user))
        }
    }

    private static let orderPlaced = OrderPlaced(
        user: UserID(12),
        lines: [
            OrderLine(
                product: ProductID(4),
                name: "Cup",
                quantity: 2,
                unitPrice: 500,
                amount: 1_000
            ),
            OrderLine(
                product: ProductID(5),
                name: "Plate",
                quantity: 1,
                unitPrice: 700,
                amount: 700
            ),
        ],
        currency: .rub,
        tax: 0,
        total: 1_700
    )

    static func claim(_ number: UInt64) -> ClaimHash {
        ClaimHash(UUID128(high: 0xFEDC_BA98_7654_3210, low: number))
    }
}
