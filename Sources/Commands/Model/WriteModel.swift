import Events
import Model

/// The states of the streams that were used lately: what decisions are made on.
///
/// Not copyable, so that handing it to a decision never copies.
package struct WriteModel: ~Copyable {
    var users = EntityCache<UserID, User>()
    var usernames = EntityCache<ClaimHash, Claim>()
    var emails = EntityCache<ClaimHash, Claim>()
    var accounts = EntityCache<AccountID, Account>()
    var slots = EntityCache<SlotID, Slot>()
    var holds = EntityCache<HoldID, Hold>()
    var shops = EntityCache<ShopID, Shop>()
    var products = EntityCache<ProductID, Product>()
    var orders = EntityCache<OrderID, Order>()
    var sessions = EntityCache<SessionID, Session>()
    var transfers = EntityCache<TransferID, TransferState>()
    var rates = EntityCache<Sole, RateTable>()
    var baskets = EntityCache<UserID, Basket>()
    var services = EntityCache<Sole, ServiceCatalogue>()

    package init() {}

    /// Entities held, both generations.
    package var count: Int {
        users.count + usernames.count + emails.count + accounts.count + slots.count + holds.count
            + shops.count + products.count + orders.count
            + sessions.count + transfers.count + rates.count + baskets.count + services.count
    }

    /// Whether the stream is loaded.
    ///
    /// If so it outlives the next rotation.
    mutating func touch(_ stream: StreamID) -> Bool {
        switch stream {
        case .user(let id): users.touch(id)
        case .username(let hash): usernames.touch(hash)
        case .email(let hash): emails.touch(hash)
        case .account(let id): accounts.touch(id)
        case .slot(let id): slots.touch(id)
        case .hold(let id): holds.touch(id)
        case .shop(let id): shops.touch(id)
        case .product(let id): products.touch(id)
        case .order(let id): orders.touch(id)
        case .session(let id): sessions.touch(id)
        case .transfer(let id): transfers.touch(id)
        case .rates: rates.touch(.sole)
        case .basket(let id): baskets.touch(id)
        case .services: services.touch(.sole)
        }
    }

    mutating func forget(_ stream: StreamID) {
        switch stream {
        case .user(let id): users.forget(id)
        case .username(let hash): usernames.forget(hash)
        case .email(let hash): emails.forget(hash)
        case .account(let id): accounts.forget(id)
        case .slot(let id): slots.forget(id)
        case .hold(let id): holds.forget(id)
        case .shop(let id): shops.forget(id)
        case .product(let id): products.forget(id)
        case .order(let id): orders.forget(id)
        case .session(let id): sessions.forget(id)
        case .transfer(let id): transfers.forget(id)
        case .rates: rates.forget(.sole)
        case .basket(let id): baskets.forget(id)
        case .services: services.forget(.sole)
        }
    }

    /// Forgets all that the event has changed.
    mutating func forget(_ event: RecordedEvent) {
        forget(event.stream)
        if case .account(.debited(let posting)) = event.event {
            transfers.forget(posting.transfer)
        }
    }

    /// Forgets what was not used since the last time, once the young generations together hold half
    /// of `limit` entities.
    ///
    /// Not within a batch: its decisions rely on what was loaded for them. So there are never more
    /// than `limit` and what two batches load.
    mutating func evict(beyond limit: Int) {
        let young =
            users.youngCount + usernames.youngCount + emails.youngCount + accounts.youngCount
            + slots.youngCount + holds.youngCount + shops.youngCount + products.youngCount
            + orders.youngCount + sessions.youngCount + transfers.youngCount + rates.youngCount
            + baskets.youngCount + services.youngCount
        guard young > limit / 2 else { return }
        users.rotate()
        usernames.rotate()
        emails.rotate()
        accounts.rotate()
        slots.rotate()
        holds.rotate()
        shops.rotate()
        products.rotate()
        orders.rotate()
        sessions.rotate()
        transfers.rotate()
        rates.rotate()
        baskets.rotate()
        services.rotate()
    }
}
