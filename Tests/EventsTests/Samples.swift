import Events
import Testing

@testable import Model

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
        case .accountReserved: .account(.reserved(reservation))
        case .accountReleased: .account(.released(reservation))
        case .accountClosed: .account(.closed)
        case .accountReopened: .account(.reopened)
        case .transferReserved:
            .transfer(
                .reserved(
                    TransferReserved(
                        parties: parties,
                        amount: Money(2_500, .rub),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456),
                        memo: "Rent of the \"boat\""
                    )
                )
            )
        case .transferPosted:
            .transfer(.posted(TransferPosted(parties: parties, amount: Money(2_000, .rub))))
        case .transferVoided: .transfer(.voided(parties))
        case .transferExpired: .transfer(.expired(parties))
        case .transferReversed:
            .transfer(.reversed(TransferReversed(parties: parties, reversal: TransferID(60))))
        case .ratesRecorded:
            .rates(
                .recorded(
                    RatesRecorded(
                        quotes: [
                            RateQuote(currency: .rub, rate: try #require(ExactDecimal("92.5"))),
                            RateQuote(currency: usd, rate: try #require(ExactDecimal("1"))),
                        ],
                        quotedAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .sessionStarted:
            .session(
                .started(
                    SessionStarted(
                        user: user,
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .sessionRefreshed:
            .session(
                .refreshed(
                    SessionRefreshed(
                        user: user,
                        generation: 2,
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .sessionEnded: .session(.ended(SessionEnded(user: user, reason: .tokenReused)))
        case .userPasswordChanged:
            .user(
                .passwordChanged(PasswordChanged(endedBefore: SessionID(45), kept: SessionID(33)))
            )
        case .userDeleted: .user(.deleted(UserDeleted(endedBefore: SessionID(45))))
        case .userRestored: .user(.restored)
        case .userErased: .user(.erased)
        case .basketChanged:
            .basket(
                .changed(
                    BasketChanged(lines: [
                        BasketLine(product: ProductID(4), quantity: 2),
                        BasketLine(product: ProductID(5), quantity: 0),
                    ])
                )
            )
        case .basketOrdered: .basket(.ordered(OrderID(39)))
        case .orderDrafted: .order(.drafted(drafted))
        case .orderServicesChanged: .order(.servicesChanged(drafted))
        case .orderProcessingStarted:
            .order(.processingStarted(ProcessingStarted(user: user, registration: service)))
        case .orderRegistered: .order(.registered(OrderReference(user: user)))
        case .orderDone: .order(.done(OrderReference(user: user)))
        case .orderCancellationSent: .order(.cancellationSent(OrderReference(user: user)))
        case .orderDiscarded: .order(.discarded(OrderReference(user: user)))
        case .serviceListed: .service(.listed(details))
        case .serviceChanged: .service(.changed(details))
        case .serviceDelisted: .service(.delisted(ServiceID(service)))
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

    private static let reservation = Reservation(
        transfer: TransferID(40),
        amount: Money(2_500, .rub),
        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
    )
    private static let parties = TransferParties(sender: AccountID(12), receiver: AccountID(15))
    private static let service = UUID128(high: 0x0123_4567_89ab_4def, low: 0x8123_4567_89ab_cdef)
    private static let drafted = OrderDrafted(
        user: UserID(12),
        services: [OrderedService(service: ServiceID(service), name: "Engraving")]
    )
    private static let details = ServiceDetails(
        service: ServiceID(service),
        name: "Engraving",
        description: "Up to 20 letters"
    )
}
