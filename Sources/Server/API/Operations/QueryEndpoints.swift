import Events
import Model
import Projections
import Queries
import Settings

/// Turns a path, its parameters and the asker into a question.
package enum QueryEndpoints {
    /// Nil for a route that is no question.
    package static func question(
        _ route: Route,
        _ parameters: inout QueryParameters,
        _ context: QueryContext
    ) -> Question? {
        guard let identity = context.identity else { return publicQuestion(route, context) }
        let sources = context.sources
        let id = context.id
        let user = identity.user
        switch route {
        case .balance:
            return .balance(user, parameters.currency(default: sources.configuration.currency))
        case .balances: return balances(of: user, &parameters)
        case .transactions:
            return .transactions(user, status: parameters.status(), parameters.page())
        case .activity: return .activity
        case .statement: return .statement(user, period(&parameters, context))
        case .refunds: return .refunds(user, days: parameters.days())
        case .currencies, .rates, .overview: return publicQuestion(route, context)
        case .services: return .services(parameters.page())
        case .basket:
            return .basket(user, taxBasisPoints: sources.configuration.taxBasisPoints)
        case .projections: return projections(context)
        case .slotAvailability:
            return .slotAvailability(onlyAvailable: parameters.flag("available"))
        case .slot: return .slot(SlotID(id))
        case .holds: return .holds(user, parameters.page())
        case .shops: return .shops(parameters.page())
        case .catalog: return .shopCatalog(ShopID(id), parameters.page())
        case .orders: return .orders(user, parameters.page())
        case .order: return .order(user, OrderID(id))
        case .me, .verify, .verifyByGet: return .me(user)
        case .jobs: return .jobs
        case .users: return .users(named: parameters.namePrefix(), parameters.page())
        case .commands: return .commands(parameters.outcome(), parameters.page())
        case .register, .token, .login, .loginByGet, .refresh, .refreshByGet, .logout, .logoutByGet,
            .changePassword, .deleteMe, .checkUser, .transfer, .reserveTransfer, .postTransfer,
            .voidTransfer, .reverseTransfer, .exchange, .adjustBalance, .autotest, .createSlot,
            .changeSlot, .hold, .confirmHold, .cancelHold, .createShop, .createProduct,
            .changeProduct, .setBasket, .placeOrder, .payOrder, .changeServices, .startProcessing,
            .cancelOrder, .discardOrder, .feed, .retryCommand, .runJob, .events, .deleteUser,
            .restoreUser, .health, .ready, .metrics, .openAPI, .postman, .docs, .home, .app, .admin,
            .asset:
            return nil
        }
    }

    /// A question that anybody may ask.
    private static func publicQuestion(_ route: Route, _ context: QueryContext) -> Question? {
        let sources = context.sources
        let seconds = sources.configuration.rateMaximumAgeSeconds
        if route == .currencies { return .currencies(default: sources.configuration.currency) }
        if route == .rates { return .rates(staleAfterSeconds: seconds) }
        guard route == .overview else { return nil }
        return .overview(version: tallyVersion, staleAfterSeconds: seconds)
    }

    private static func projections(_ context: QueryContext) -> Question {
        let status = context.sources.projections()
        return .projections(
            logEnd: status.logEnd,
            eventsPerSecond: status.eventsPerSecond
        )
    }
}
