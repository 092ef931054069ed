import API
import Commands
import Crypto
import Entities
import EventStore
import Events
import Identity
import Model
import Operations
import Postgres
import Runtime
import Settings

/// Performs the demo's commands one after the other, each under its own key, so that an interrupted
/// load can continue.
struct DemoLoader {
    private var writer: LocalWriter
    private let claims: ClaimHasher
    private let configuration: Configuration
    private let people: PeopleStore
    private let passwords: DemoPasswords

    init(
        _ database: ConnectionOptions,
        _ secrets: LogSecrets,
        _ configuration: Configuration,
        _ people: PeopleStore,
        _ passwords: DemoPasswords
    ) {
        writer = LocalWriter(database, configuration)
        claims = ClaimHasher(key: secrets.claims)
        self.configuration = configuration
        self.people = people
        self.passwords = passwords
    }

    mutating func load() throws {
        let users = try DemoAccount.all.dropLast().map { try register($0) }
        let (admin, alice, bob) = (users[0], users[1], users[2])
        _ = try perform(
            GrantRole(to: .user(admin), role: .admin),
            as: .system,
            "role",
            letsPass: [.roleAlreadyGranted]
        )
        try addSlots(admin, alice, bob)
        try addShops(admin, bob)
        try transfer(alice, to: bob, 12_50, "Lunch")
        try transfer(bob, to: alice, 3_00, "Coffee")
        try transfer(alice, to: bob, 150_00, "Rent of the boat")
        if let last = DemoAccount.all.last { _ = try register(last) }
    }

    private mutating func addSlots(_ admin: UserID, _ alice: UserID, _ bob: UserID) throws {
        var slots: [SlotID] = []
        for (title, capacity) in [
            ("Morning yoga", Int64(10)), ("Boat tour", 4), ("Chess with the master", 1),
        ] {
            let details = SlotDetails(title: title, capacity: capacity, startsAt: nil)
            slots.append(SlotID(try make(CreateSlot(details), as: admin, "slot-\(slots.count)")))
        }
        let seconds = configuration.holdSeconds
        let hold = HoldID(
            try make(PlaceHold(slots[0], lifetimeSeconds: seconds), as: alice, "hold-alice")
        )
        _ = try perform(
            ConfirmHold(hold),
            as: Actor(alice),
            "confirm",
            letsPass: [.holdExpired]
        )
        _ = try make(PlaceHold(slots[1], lifetimeSeconds: seconds), as: bob, "hold-bob")
    }

    private mutating func addShops(_ admin: UserID, _ bob: UserID) throws {
        var products: [ProductID] = []
        for (shop, goods) in [
            ("Corner bakery", [("Rye bread", Int64(4_50), Int64(40)), ("Croissant", 2_20, 60)]),
            ("Paper and ink", [("Notebook", 7_90, 100), ("Fountain pen", 49_00, 12)]),
        ] {
            let details = ShopDetails(name: shop, description: "A demo shop.", site: "")
            let id = ShopID(try make(CreateShop(details), as: admin, "shop-\(products.count)"))
            for (name, price, quantity) in goods {
                let product = ProductCreated(
                    shop: id,
                    name: name,
                    description: "",
                    price: Money(price, configuration.currency),
                    quantity: quantity
                )
                products.append(
                    ProductID(
                        try make(CreateProduct(product), as: admin, "product-\(products.count)")
                    )
                )
            }
        }
        let items = [OrderItem(products[0], quantity: 1), OrderItem(products[2], quantity: 2)]
        let order = OrderID(
            try make(
                PlaceOrder(.items(items), taxBasisPoints: Int64(configuration.taxBasisPoints)),
                as: bob,
                "order"
            )
        )
        _ = try perform(
            PayOrder(order),
            as: Actor(bob),
            "pay",
            letsPass: [.insufficientFunds]
        )
    }

    private mutating func transfer(
        _ sender: UserID,
        to receiver: UserID,
        _ amount: Int64,
        _ memo: String
    ) throws {
        let money = Money(amount, configuration.currency)
        _ = try perform(
            TransferMoney(to: .user(receiver), amount: money, memo: memo),
            as: Actor(sender),
            "transfer-\(amount)",
            letsPass: [.insufficientFunds]
        )
    }

    /// The user of that name, registered if necessary.
    private mutating func register(
        _ account: (username: String, password: String)
    ) throws -> UserID {
        let username = account.username
        if let user = try find(username) { return user }
        let registration = Registration(
            username: username,
            email: "\(username)@example.org",
            name: nil,
            password: Password(passwords.password(of: account))
        )
        let command = registration.command(
            cost: configuration.passwordCost,
            claims: claims,
            grant: configuration.grant
        )
        _ = try perform(command, as: .anonymous, nil, letsPass: [])
        guard let user = try find(username) else {
            throw Complaint("The demo user \(username) was not made.")
        }
        return user
    }

    private func find(_ username: String) throws -> UserID? {
        switch try people.find(username: username) {
        case .sealed(let person): return person.user
        case .distrusted(let user):
            throw Complaint("The demo data can't be loaded: \(DistrustedRow.person(user)).")
        case nil: return nil
        }
    }

    /// Performs a command and returns the id of the new thing.
    private mutating func make(
        _ command: any Command,
        as user: UserID,
        _ key: String
    ) throws -> Int64 {
        let location = try perform(command, as: Actor(user), key, letsPass: [])
        guard let id = location?.split(separator: "/").last.flatMap({ Int64($0) }) else {
            throw Complaint("The demo step \(key) made nothing.")
        }
        return id
    }

    /// Performs a command and returns the path of the new thing, if there is one.
    ///
    /// Throws for a refusal that `letsPass` does not have.
    private mutating func perform(
        _ command: any Command,
        as actor: Actor,
        _ key: String?,
        letsPass: [Rejection]
    ) throws -> String? {
        switch writer.perform([command], as: actor, key: key.map { "demo-\($0)" }).first {
        case .done(_, let location, _): return location
        case .rejected(let reason, _, _, _) where letsPass.contains { $0.rawValue == reason }:
            return nil
        case .rejected(let reason, _, _, _):
            throw Complaint("The demo data can't be loaded: \(reason).")
        case .decided, .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused,
            .unknown,
            .unavailable,
            nil:
            throw Complaint("The demo data can't be loaded now. Try again.")
        }
    }
}
