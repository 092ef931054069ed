import Entities
import Events

@testable import Model

extension Reference {
    /// Predicts the result of the intent if it is decided at this position and time.
    func predict(_ intent: Intent, by actor: Actor, at now: Timestamp) -> Prediction {
        switch intent {
        case .register(let name, let email, let grant):
            register(Intent.username(name), Intent.email(email), grant, now)
        case .grantRole(let user): grantRole(user, by: actor)
        case .transfer(let user, let amount, let note):
            transfer(amount, by: actor, to: user, now, note)
        case .transferByName(let name, let amount, let note):
            transfer(amount, by: actor, to: names[Intent.username(name)], now, note)
        case .createSlot(let capacity):
            created(.slot(SlotID(next)), .slot(.created(details(capacity))), "/slots")
        case .changeSlot(let slot, let capacity): changeSlot(slot, capacity, now)
        case .hold(let slot, let seconds, let note): hold(slot, by: actor, now, seconds, note)
        case .confirm(let hold): confirm(hold, by: actor, now)
        case .cancel(let hold): cancel(hold, by: actor, now)
        case .expire(let hold): expire(hold, now)
        case .createShop:
            created(
                .shop(ShopID(next)),
                .shop(.created(ShopDetails(name: "Shop", description: "", site: ""))),
                "/shops"
            )
        case .createProduct(let shop, let price, let quantity):
            createProduct(shop, price, quantity)
        case .changeProduct(let product, let price, let stock):
            changeProduct(product, price, stock)
        case .money(let intent): predict(intent, by: actor, now)
        case .order(let intent): predict(intent, by: actor, now)
        case .identity(let intent): predict(intent, by: actor, at: now)
        case .bulk(let intent): predict(intent, by: actor, now)
        }
    }

    /// The position of the next event.
    var next: Int64 { position + 1 }

    func created(_ stream: StreamID, _ event: Event, _ path: String) -> Prediction {
        .done([NewEvent(stream, event)], location: "\(path)/\(next)")
    }

    private func register(
        _ name: ClaimHash,
        _ email: ClaimHash,
        _ grant: Int64,
        _ now: Timestamp
    ) -> Prediction {
        if names[name] != nil { return .rejected("username-taken") }
        if emails[email] != nil { return .rejected("email-taken") }
        let user = UserID(position + 3)
        let account = AccountID(user.rawValue)
        var events = [
            NewEvent(.username(name), .claim(.usernameClaimed(user))),
            NewEvent(.email(email), .claim(.emailClaimed(user))),
            NewEvent(.user(user), .user(.registered(UserRegistered(username: name, email: email)))),
            NewEvent(
                .account(account),
                .account(.opened(AccountOpened(owner: user, currency: .rub)))
            ),
        ]
        if grant > 0 {
            switch move(
                .openingGrant,
                from: .house,
                to: account,
                Money(grant, .rub),
                now,
                after: events.count
            ) {
            case .refused(let reason): return .rejected(reason)
            case .done(let grant, _): events += grant
            }
        }
        return .done(events, location: "/users/\(user.rawValue)")
    }

    private func grantRole(_ user: UserID, by actor: Actor) -> Prediction {
        guard mayAdminister(actor) else { return .forbidden(.administrator) }
        guard users.contains(user) else { return .notFound }
        if identity.erased.contains(user) { return .rejected("user-erased") }
        if identity.deleted.contains(user) { return .rejected("user-deleted") }
        if admins.contains(user) { return .rejected("role-already-granted") }
        return .done(
            [NewEvent(.user(user), .user(.roleGranted(RoleGranted(role: .admin))))],
            location: nil
        )
    }
}

/// The predicted result of an intent in a given state.
enum Prediction: Equatable {
    /// Exactly these events, and this `Location`.
    case done([NewEvent], location: String?)
    /// This many transfers of any choice between these wallets, or `balance-limit` if they hold
    /// more than one of them could.
    case random(count: Int, among: Set<AccountID>)
    case rejected(String)
    /// A bulk of which the item with this index is the first that is rejected.
    case rejectedAt(Int, String)
    /// Whether each item of a bulk is done, and exactly the events of those that are.
    case each([Bool], [NewEvent])
    /// Refused, with exactly these events.
    case refused([NewEvent], String)
    case notFound
    case forbidden(Permitted)
}
