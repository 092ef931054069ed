/// Who may use a route.
enum Access {
    case everybody
    case signedIn
    case administrator
}

extension Route {
    var access: Access {
        switch self {
        case .register, .token, .login, .loginByGet, .health, .ready, .metrics, .page, .pageScript,
            .pageStyle:
            .everybody
        case .me, .transfer, .balance, .balances, .transactions, .slot, .slotAvailability, .hold,
            .confirmHold, .cancelHold, .holds, .shops, .catalog, .placeOrder, .payOrder,
            .cancelOrder,
            .orders, .order:
            .signedIn
        case .createSlot, .changeSlot, .createShop, .createProduct, .changeProduct:
            .administrator
        }
    }

    /// A command that must not be sent twice by accident, so that its key is not a choice.
    var requiresIdempotencyKey: Bool { self == .hold }
}
