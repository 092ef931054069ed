import Events
import Testing

@testable import Model

/// One event of each type, as in the golden files.
enum Samples {
    static func event(_ type: EventType) throws -> Event {
        let usd = try #require(Currency("USD"))
        let user = UserID(12)
        return switch type {
        case .account(.debited):
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
        case .account(.credited):
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
        case .account(.opened): .account(.opened(AccountOpened(owner: user, currency: .rub)))
        case .slot(.seatHeld):
            .slot(
                .seatHeld(
                    SeatHeld(
                        hold: HoldID(17),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .slot(.seatConfirmed): .slot(.seatConfirmed(HoldID(17)))
        case .slot(.seatReleased):
            .slot(.seatReleased(SeatReleased(hold: HoldID(17), wasConfirmed: true)))
        case .slot(.created):
            .slot(
                .created(
                    SlotDetails(
                        title: "Morning \\ yoga",
                        capacity: 10,
                        startsAt: Timestamp(microseconds: 1_800_000_000_000_000)
                    )
                )
            )
        case .slot(.changed): .slot(.changed(SlotDetails(title: "", capacity: 0, startsAt: nil)))
        case .hold(.placed):
            .hold(
                .placed(
                    HoldPlaced(
                        slot: SlotID(1),
                        user: user,
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .hold(.confirmed): .hold(.confirmed(HoldReference(slot: SlotID(1), user: user)))
        case .hold(.cancelled): .hold(.cancelled(HoldReference(slot: SlotID(1), user: user)))
        case .hold(.expired): .hold(.expired(HoldReference(slot: SlotID(1), user: user)))
        case .order(.placed): .order(.placed(orderPlaced))
        case .order(.paid): .order(.paid(OrderPaid(user: user, transfer: TransferID(40))))
        case .order(.cancelled):
            .order(.cancelled(OrderCancelled(user: user, refund: TransferID(50))))
        case .product(.reserved):
            .product(.reserved(StockMovement(order: OrderID(39), quantity: 2)))
        case .product(.released):
            .product(.released(StockMovement(order: OrderID(39), quantity: 2)))
        case .product(.sold): .product(.sold(StockMovement(order: OrderID(39), quantity: 2)))
        case .product(.returned):
            .product(.returned(StockMovement(order: OrderID(39), quantity: 2)))
        case .product(.created):
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
        case .product(.changed):
            .product(.changed(ProductChanged(price: Money(450, .rub), quantity: 90)))
        case .shop(.created):
            .shop(
                .created(
                    ShopDetails(name: "Café", description: "", site: "https://example.org/")
                )
            )
        case .user(.registered):
            .user(.registered(UserRegistered(username: claim(1), email: claim(2))))
        case .user(.roleGranted): .user(.roleGranted(RoleGranted(role: .admin)))
        case .user(.roleRevoked):
            .user(.roleRevoked(RoleRevoked(role: .admin, endedBefore: SessionID(45))))
        case .user(.passwordResetIssued):
            .user(
                .passwordResetIssued(
                    PasswordResetIssued(
                        code: claim(3),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .user(.sessionsEnded):
            .user(.sessionsEnded(SessionsEnded(endedBefore: SessionID(45), kept: SessionID(33))))
        case .user(.detailsChanged): .user(.detailsChanged(DetailsChanged(email: claim(2))))
        case .invitation(.issued):
            .invitation(
                .issued(
                    InvitationIssued(
                        code: claim(3),
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .invitation(.redeemed): .invitation(.redeemed(user))
        case .invitation(.withdrawn): .invitation(.withdrawn)
        case .claim(.usernameClaimed): .claim(.usernameClaimed(user))
        case .claim(.emailClaimed): .claim(.emailClaimed(user))
        case .account(.reserved): .account(.reserved(reservation))
        case .account(.released): .account(.released(reservation))
        case .account(.closed): .account(.closed)
        case .account(.reopened): .account(.reopened)
        case .transfer(.reserved):
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
        case .transfer(.posted):
            .transfer(.posted(TransferPosted(parties: parties, amount: Money(2_000, .rub))))
        case .transfer(.voided): .transfer(.voided(parties))
        case .transfer(.expired): .transfer(.expired(parties))
        case .transfer(.reversed):
            .transfer(.reversed(TransferReversed(parties: parties, reversal: TransferID(60))))
        case .rates(.recorded):
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
        case .rates(.suspected):
            .rates(
                .suspected(
                    RatesRecorded(
                        quotes: [
                            RateQuote(currency: .rub, rate: try #require(ExactDecimal("0.925")))
                        ],
                        quotedAt: Timestamp(microseconds: 1_700_000_060_123_456)
                    )
                )
            )
        case .session(.started):
            .session(
                .started(
                    SessionStarted(
                        user: user,
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .session(.refreshed):
            .session(
                .refreshed(
                    SessionRefreshed(
                        user: user,
                        generation: 2,
                        expiresAt: Timestamp(microseconds: 1_700_000_000_123_456)
                    )
                )
            )
        case .session(.ended): .session(.ended(SessionEnded(user: user, reason: .tokenReused)))
        case .user(.passwordChanged):
            .user(
                .passwordChanged(PasswordChanged(endedBefore: SessionID(45), kept: SessionID(33)))
            )
        case .user(.deleted): .user(.deleted(UserDeleted(endedBefore: SessionID(45))))
        case .user(.restored): .user(.restored)
        case .user(.erased): .user(.erased)
        case .basket(.changed):
            .basket(
                .changed(
                    BasketChanged(lines: [
                        BasketLine(product: ProductID(4), quantity: 2),
                        BasketLine(product: ProductID(5), quantity: 0),
                    ])
                )
            )
        case .basket(.ordered): .basket(.ordered(OrderID(39)))
        case .order(.drafted): .order(.drafted(drafted))
        case .order(.servicesChanged): .order(.servicesChanged(drafted))
        case .order(.processingStarted):
            .order(.processingStarted(ProcessingStarted(user: user, registration: service)))
        case .order(.registered): .order(.registered(OrderReference(user: user)))
        case .order(.done): .order(.done(OrderReference(user: user)))
        case .order(.cancellationSent): .order(.cancellationSent(OrderReference(user: user)))
        case .order(.discarded): .order(.discarded(OrderReference(user: user)))
        case .service(.listed): .service(.listed(details))
        case .service(.changed): .service(.changed(details))
        case .service(.delisted): .service(.delisted(ServiceID(service)))
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
