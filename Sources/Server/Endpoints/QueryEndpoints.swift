import Events
import Queries

/// Turns a path, its parameters and the asker into a question.
enum QueryEndpoints {
    /// Nil for a route that is no question.
    static func question(
        _ route: Route,
        id: Int64,
        _ parameters: inout QueryParameters,
        _ identity: Identity,
        currency: CurrencyCode
    ) -> Question? {
        let user = UserKey(identity.user.rawValue)
        switch route {
        case .balance: return .balance(user, parameters.currency(default: currency))
        case .balances: return .balances(user)
        case .transactions: return .transactions(user, parameters.page())
        case .slotAvailability:
            return .slotAvailability(onlyAvailable: parameters.flag("available"))
        case .slot: return .slot(SlotKey(id))
        case .holds: return .holds(user, parameters.page())
        case .shops: return .shops(parameters.page())
        case .catalog: return .shopCatalog(ShopKey(id), parameters.page())
        case .orders: return .orders(user, parameters.page())
        case .order: return .order(user, OrderKey(id))
        case .me, .verify, .verifyByGet: return .me(user)
        case .jobs: return .jobs
        case .activity, .statement, .refunds, .currencies, .rates, .services, .basket, .commands,
            .projections:
            return nil  // PROVISIONAL
        case .register, .token, .login, .loginByGet, .refresh, .refreshByGet, .logout, .logoutByGet,
            .changePassword, .deleteMe, .checkUser, .transfer, .reserveTransfer, .postTransfer,
            .voidTransfer, .reverseTransfer, .exchange, .adjustBalance, .autotest, .createSlot,
            .changeSlot, .hold, .confirmHold, .cancelHold, .createShop, .createProduct,
            .changeProduct, .setBasket, .placeOrder, .payOrder, .changeServices, .startProcessing,
            .cancelOrder, .discardOrder, .feed, .retryCommand, .runJob, .restoreUser, .health,
            .ready, .metrics, .openAPI, .postman, .docs, .docsScript, .docsStyle, .page,
            .pageScript,
            .pageStyle:
            return nil
        }
    }
}

extension QueryParameters {
    /// `skip` and `limit`, with their defaults.
    fileprivate mutating func page() -> Page {
        let skip = optionalInteger("skip", 0...Int64(Page.maximumSkip)) ?? 0
        let limit =
            optionalInteger("limit", 1...Int64(Page.maximumLimit)) ?? Int64(Page.defaultLimit)
        return Page(skip: Int(skip), limit: Int(limit)) ?? .first
    }

    /// `currency`, or the default one.
    fileprivate mutating func currency(default standard: CurrencyCode) -> CurrencyCode {
        guard let text = optionalText("currency") else { return standard }
        guard let currency = CurrencyCode(text), CurrencyDigits.isKnown(text) else {
            wrong("currency", "must be an ISO 4217 code in capital letters, such as RUB")
            return standard
        }
        return currency
    }
}
