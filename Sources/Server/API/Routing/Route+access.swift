/// Who may use a route.
package enum Access {
    case everybody
    case signedIn
    case administrator
}

extension Route {
    package var access: Access {
        switch self {
        case .register, .token, .login, .loginByGet, .refresh, .refreshByGet, .currencies, .rates,
            .feed, .health, .ready, .metrics, .openAPI, .postman, .docs, .home, .app, .admin,
            .asset, .overview:
            .everybody
        case .logout, .logoutByGet, .changePassword, .me, .verify, .verifyByGet, .deleteMe,
            .checkUser, .transfer, .reserveTransfer, .postTransfer, .voidTransfer, .reverseTransfer,
            .exchange, .balance, .balances, .transactions, .activity, .statement, .refunds, .slot,
            .slotAvailability, .hold, .confirmHold, .cancelHold, .holds, .shops, .catalog,
            .services, .basket, .setBasket, .placeOrder, .payOrder, .changeServices,
            .startProcessing, .cancelOrder, .discardOrder, .orders, .order:
            .signedIn
        case .adjustBalance, .autotest, .createSlot, .changeSlot, .createShop, .createProduct,
            .changeProduct, .commands, .retryCommand, .jobs, .runJob, .projections, .events, .users,
            .deleteUser, .restoreUser:
            .administrator
        }
    }

    /// A command after which the session that asked is over.
    package var signsOut: Bool {
        self == .logout || self == .logoutByGet || self == .deleteMe
    }

    /// A command that must not be sent twice by accident, so that its key is not a choice.
    package var requiresIdempotencyKey: Bool { self == .hold }
}
