/// The closed set of business reasons to refuse a command.
///
/// Raw values are the words of the `Tally-Reason` header and of stored receipts: never changed,
/// never used again for something else.
package enum Rejection: String, Hashable, Sendable, CaseIterable {
    // Users
    /// Another user bears this name, letter case aside.
    case usernameTaken = "username-taken"
    /// Another user has this e-mail address, letter case aside.
    case emailTaken = "email-taken"
    /// The user already has the role.
    case roleAlreadyGranted = "role-already-granted"

    /// The old password is not the one that is set.
    case wrongPassword = "wrong-password"
    /// The password was changed while the old one was being checked.
    case passwordChanged = "password-changed"
    /// Administrators don't delete themselves as they delete others.
    case ownUser = "own-user"
    /// The user was deleted.
    case userDeleted = "user-deleted"
    /// The user is not deleted, so can't be restored.
    case userNotDeleted = "user-not-deleted"
    /// The user's personal data are gone for good.
    case userErased = "user-erased"
    /// The session is over: signed out, expired, or ended by a change of password.
    case sessionEnded = "session-ended"
    /// The refresh token was used before; its session is over now.
    case refreshTokenReused = "refresh-token-reused"

    // Money
    /// An amount or price is zero or less.
    ///
    /// The edge answers 422 first; this is the last line.
    case invalidAmount = "invalid-amount"
    /// The wallet holds less than the amount in this currency.
    case insufficientFunds = "insufficient-funds"
    /// Sender and receiver are the same wallet.
    case sameAccount = "same-account"
    /// No user has the receiver's name or id.
    case receiverNotFound = "receiver-not-found"
    /// The receiving account would hold more than 2^63 − 1 minor units.
    case balanceLimit = "balance-limit"
    /// The service's own account would hold or owe more than 2^61 minor units: the room beyond is kept
    /// for opening grants, payments and refunds, which others rely on.
    case systemAccountLimit = "system-account-limit"
    /// The sender's account is closed: the user was deleted.
    case accountClosed = "account-closed"
    /// The wallet has as many pending transfers as it may have.
    case tooManyPending = "too-many-pending"
    /// More is to be posted than was reserved.
    case amountAbovePending = "amount-above-pending"
    /// The pending transfer is posted already.
    case transferPosted = "transfer-posted"
    /// The pending transfer was voided.
    case transferVoided = "transfer-voided"
    /// The pending transfer's deadline has come.
    case transferExpired = "transfer-expired"
    /// The pending transfer's deadline has not come yet, so it can't be expired.
    case transferNotDue = "transfer-not-due"
    /// The transfer was never pending.
    case transferNotPending = "transfer-not-pending"
    /// The transfer is still pending, or never came to be: there is nothing to reverse.
    case transferNotPosted = "transfer-not-posted"
    /// The transfer is reversed already.
    case transferReversed = "transfer-reversed"
    /// Only transfers between users are reversed; payments, exchanges and the like have their own
    /// ways back.
    case notReversible = "not-reversible"
    /// Both currencies of an exchange are the same.
    case sameCurrency = "same-currency"
    /// No rate was recorded for one of the currencies.
    case noRate = "no-rate"
    /// A rate is older than the limit.
    case staleRate = "stale-rate"
    /// The amount buys less than one minor unit.
    case amountTooSmall = "amount-too-small"
    /// There is nothing new in what was to be recorded.
    case nothingToRecord = "nothing-to-record"
    /// Fewer than two demo users exist.
    case noDemoUsers = "no-demo-users"

    // Slots and holds
    /// A capacity is below zero.
    case invalidCapacity = "invalid-capacity"
    /// Every seat is held or confirmed.
    case slotFull = "slot-full"
    /// The capacity would fall below the seats that are held or confirmed.
    case capacityBelowTaken = "capacity-below-taken"
    /// The hold's deadline has come.
    case holdExpired = "hold-expired"
    /// The hold was cancelled.
    case holdCancelled = "hold-cancelled"
    /// The hold is confirmed already.
    case holdAlreadyConfirmed = "hold-already-confirmed"
    /// The hold's deadline has not come yet, so it can't be expired.
    case holdNotDue = "hold-not-due"

    // Shops and orders
    /// A quantity is out of range.
    case invalidQuantity = "invalid-quantity"
    /// The stock would fall below what placed orders have reserved.
    case stockBelowReserved = "stock-below-reserved"
    /// The stock would hold more than 2^63 − 1 units.
    case stockLimit = "stock-limit"
    /// The order has no lines or services.
    case emptyOrder = "empty-order"
    /// The order or basket has more lines than `PlaceOrder.maximumLines`, or more services than
    /// `DraftOrder.maximumServices`.
    case tooManyLines = "too-many-lines"
    /// The products are priced in different currencies.
    case mixedCurrencies = "mixed-currencies"
    /// Fewer units are free than were ordered.
    case outOfStock = "out-of-stock"
    /// A line or the total would be more than 2^63 − 1 minor units.
    case orderTotalLimit = "order-total-limit"
    /// The order is paid already.
    case orderAlreadyPaid = "order-already-paid"
    /// The order was cancelled.
    case orderCancelled = "order-cancelled"
    /// The basket is empty: an order was placed from it already, or nothing was put in.
    case emptyBasket = "empty-basket"
    /// The catalogue has no such service.
    case unknownService = "unknown-service"
    /// A service is named twice.
    case repeatedService = "repeated-service"
    /// The order is a draft; it has nothing to pay for.
    case orderIsDraft = "order-is-draft"
    /// The order is no draft any more, or never was one.
    case orderNotDraft = "order-not-draft"
    /// The order is being processed.
    case orderInProcessing = "order-in-processing"
    /// The order is carried out.
    case orderDone = "order-done"
    /// The draft was thrown away.
    case orderDiscarded = "order-discarded"
    /// The outside service has the order already.
    case orderAlreadyRegistered = "order-already-registered"
    /// The outside service does not have the order.
    case orderNotRegistered = "order-not-registered"
    /// The outside service knows of the cancellation already.
    case cancellationAlreadySent = "cancellation-already-sent"

    // Administration
    /// The command was done, so it is not tried again.
    case commandDone = "command-done"
    /// What the command was sent with is not kept.
    case commandNotKept = "command-not-kept"
    /// It is not known whether the command was done, and it came without a key that would tell.
    case commandInDoubt = "command-in-doubt"
}

/// Why a command was not done.
///
/// Nothing changes but, for a rejection under a key, the receipt.
package enum Refusal: Error, Hashable, Sendable {
    /// A business rule forbids it in this state: 409 and `false`.
    ///
    /// Remembered under the command's key.
    case rejected(Rejection)
    /// There is no such thing: 404.
    ///
    /// Not remembered, since it may come into being.
    case notFound(ResourceKind)
    /// The thing belongs to somebody else: 403.
    ///
    /// Not remembered.
    case forbidden
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rejected(let rejection): rejection.rawValue
        case .notFound(let kind): "there is no such \(kind.rawValue)"
        case .forbidden: "it belongs to another user"
        }
    }
}

/// The kind of thing that a command named and that does not exist.
///
/// Raw values are for messages.
package enum ResourceKind: String, Hashable, Sendable, CaseIterable {
    case user
    case session
    case transfer
    case slot
    case hold
    case shop
    case product
    case order
    case service
}
