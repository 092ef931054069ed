import Commands
import Entities
import Events

@testable import EventStore
@testable import Model

/// A request of a simulated client, in terms of its own, apart from the commands and their states.
enum Intent: Hashable {
    case register(name: UInt64, email: UInt64, grant: Int64)
    case grantRole(UserID)
    case transfer(to: UserID, Money, Note)
    case transferByName(UInt64, Money, Note)
    case createSlot(capacity: Int64)
    case changeSlot(SlotID, capacity: Int64)
    case hold(SlotID, seconds: Int, Note)
    case confirm(HoldID)
    case cancel(HoldID)
    case expire(HoldID)
    case createShop
    case createProduct(ShopID, Money, quantity: Int64)
    case changeProduct(ProductID, price: Int64?, StockChange?)
    case money(MoneyIntent)
    case order(OrderIntent)
    case identity(IdentityIntent)
    case bulk(BulkIntent)

    static func username(_ name: UInt64) -> ClaimHash { ClaimHash(UUID128(high: 1, low: name)) }
    static func email(_ email: UInt64) -> ClaimHash { ClaimHash(UUID128(high: 2, low: email)) }

    var command: any Command {
        switch self {
        case .register(let name, let email, let grant):
            Register(
                username: Self.username(name),
                email: Self.email(email),
                details: PersonalDetails(
                    username: "\(name)",
                    email: "\(email)",
                    name: nil,
                    passwordHash: ""
                ),
                grant: Money(grant, .rub)
            )
        case .grantRole(let user): GrantRole(to: .user(user), role: .admin)
        case .transfer(let user, let amount, let note):
            TransferMoney(to: .user(user), amount: amount, annotation: note.annotation)
        case .transferByName(let name, let amount, let note):
            TransferMoney(
                to: .username(Self.username(name)),
                amount: amount,
                annotation: note.annotation
            )
        case .createSlot(let capacity):
            CreateSlot(SlotDetails(title: "Slot", capacity: capacity, startsAt: nil))
        case .changeSlot(let slot, let capacity): ChangeSlot(slot, capacity: capacity)
        case .hold(let slot, let seconds, let note):
            PlaceHold(slot, lifetimeSeconds: seconds, annotation: note.annotation)
        case .confirm(let hold): ConfirmHold(hold)
        case .cancel(let hold): CancelHold(hold)
        case .expire(let hold): ExpireHold(hold)
        case .createShop: CreateShop(ShopDetails(name: "Shop", description: "", site: ""))
        case .createProduct(let shop, let price, let quantity):
            CreateProduct(
                ProductCreated(
                    shop: shop,
                    name: "Product",
                    description: "",
                    price: price,
                    quantity: quantity
                )
            )
        case .changeProduct(let product, let price, let stock):
            ChangeProduct(product, price: price, stock: stock)
        case .money(let intent): intent.command
        case .order(let intent): intent.command
        case .identity(let intent): intent.command
        case .bulk(let intent): intent.command
        }
    }
}

/// One request on its way; a retry is another request with the same key.
struct Request {
    let id: UUID128
    let intent: Intent
    let actor: Actor
    let key: String?
    /// A substitute for method, path and body.
    var fingerprint: [UInt8]
    /// Whether it has waited too long before its decision.
    let isOld: Bool
    /// The client of whose bulk it is a part, and the part as the bulk was cut.
    var bulk: Int?
    var part: (any Bulk)?

    var receiptKey: ReceiptKey? { key.map { ReceiptKey(actor: actor, key: $0) } }

    var submission: Submission<Int> {
        Submission(
            part ?? intent.command,
            id: id,
            actor: actor,
            key: key.map { IdempotencyKey($0, fingerprint: fingerprint) },
            receivedAt: MonotonicTime(nanoseconds: isOld ? 1_000_000_000 : 99_000_000_000),
            ticket: 0
        )
    }
}

/// What a simulated client stores with a transfer, a hold or an order: by a number, of which most
/// stand for nothing.
struct Note: Hashable {
    static let numbers: ClosedRange<Int64> = 0...9

    let number: Int64

    var annotation: Annotation? {
        switch number {
        case 0: Annotation(reference: "INV-1", metadata: nil)
        case 1: Annotation(reference: nil, metadata: Metadata([("day", "1"), ("night", "")]))
        case 2: Annotation(reference: "INV-2", metadata: Metadata([("invoice", "\"2\"")]))
        default: nil
        }
    }
}
