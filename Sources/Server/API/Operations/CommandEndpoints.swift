import Commands

/// Turns a request's fields into a command, one function per route, in a file per entity.
///
/// A function only takes fields; the caller refuses unknown and wrong ones before the command is
/// used.
package enum CommandEndpoints {
    /// Nil for a route that is no command, or one that needs more than its fields (`register`).
    package static func command(
        _ route: Route,
        _ body: inout BodyFields,
        _ context: CommandContext
    ) -> (any Command)? {
        switch route {
        case .transfer: transfer(&body, context)
        case .reserveTransfer: reserveTransfer(&body, context)
        case .postTransfer: postTransfer(&body, context)
        case .voidTransfer: voidTransfer(context)
        case .reverseTransfer: reverseTransfer(context)
        case .exchange: exchange(&body, context)
        case .adjustBalance: adjustBalance(&body, context)
        case .autotest: autotest(&body, context)
        case .createSlot: createSlot(&body)
        case .changeSlot: changeSlot(&body, context)
        case .hold: hold(context)
        case .confirmHold: confirmHold(context)
        case .cancelHold: cancelHold(context)
        case .createShop: createShop(&body)
        case .createProduct: createProduct(&body, context)
        case .changeProduct: changeProduct(&body, context)
        case .setBasket: setBasket(&body)
        case .placeOrder: placeOrder(&body, context)
        case .payOrder: payOrder(context)
        case .changeServices: changeServices(&body, context)
        case .startProcessing: startProcessing(context)
        case .cancelOrder: cancelOrder(context)
        case .discardOrder: discardOrder(context)
        case .logout, .logoutByGet: logout(context)
        case .deleteMe: deleteMe()
        case .deleteUser: deleteUser(context)
        case .restoreUser: restoreUser(context)
        case .register, .token, .login, .loginByGet, .refresh, .refreshByGet, .changePassword, .me,
            .verify, .verifyByGet, .checkUser, .balance, .balances, .transactions, .activity,
            .statement, .refunds, .currencies, .rates, .slot, .slotAvailability, .holds, .shops,
            .catalog, .services, .basket, .orders, .order, .feed, .commands, .retryCommand, .jobs,
            .runJob, .projections, .events, .users, .health, .ready, .metrics, .openAPI, .postman,
            .docs, .overview, .home, .app, .admin, .asset:
            nil
        }
    }
}
