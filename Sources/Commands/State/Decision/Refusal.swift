/// The closed set of business reasons to refuse a command.
///
/// Raw values are the words of the `Tally-Reason` header and of stored receipts: they never change,
/// and none is ever used for another reason.
package enum Rejection: String, Hashable, Sendable, CaseIterable {
    // Users
    /// Another user has this name, ignoring letter case.
    case usernameTaken = "username-taken"
    /// Another user has this e-mail address, ignoring letter case.
    case emailTaken = "email-taken"
    /// The account has had `ChangeDetails.maximumEmails` addresses.
    case tooManyEmails = "too-many-emails"
    case roleAlreadyGranted = "role-already-granted"
    case roleNotGranted = "role-not-granted"
    /// Nobody else could give the role back.
    case lastAdministrator = "last-administrator"
    /// A one-time code is wrong, too old, used or withdrawn.
    case codeInvalid = "code-invalid"
    /// The invitation was redeemed or withdrawn before.
    case invitationOver = "invitation-over"
    /// Nobody may register.
    case registrationClosed = "registration-closed"
    /// Only somebody with an invitation may register.
    case invitationRequired = "invitation-required"

    case wrongPassword = "wrong-password"
    /// The password was changed while the old one was being checked.
    case passwordChanged = "password-changed"
    /// Administrators can't do to themselves what they do to others.
    case ownUser = "own-user"
    case userDeleted = "user-deleted"
    /// The user is not deleted and so can't be restored.
    case userNotDeleted = "user-not-deleted"
    case userErased = "user-erased"
    /// The session is over: signed out, expired, or ended by a change of password.
    case sessionEnded = "session-ended"
    /// The refresh token was used before; its session is over now.
    case refreshTokenReused = "refresh-token-reused"
    /// The refresh token was used a moment ago: its caller gets the same tokens again.
    case refreshRepeated = "refresh-repeated"

    // Money
    /// An amount or price is zero or less.
    ///
    /// Requests are checked earlier, with status 422; this is the last line of defence.
    case invalidAmount = "invalid-amount"
    /// The wallet holds less than the amount in this currency.
    case insufficientFunds = "insufficient-funds"
    case sameAccount = "same-account"
    /// No user has the receiver's name or id.
    case receiverNotFound = "receiver-not-found"
    /// No user has the id from whose wallet an administrator pays.
    case senderNotFound = "sender-not-found"
    /// The receiving account would hold more than 2^63 − 1 minor units.
    case balanceLimit = "balance-limit"
    /// The service's own account would hold or owe more than 2^61 minor units: the range beyond is
    /// kept for opening grants, payments and refunds.
    case systemAccountLimit = "system-account-limit"
    /// The sender's account is closed: the user was deleted.
    case accountClosed = "account-closed"
    /// The wallet has the maximum number of pending transfers.
    case tooManyPending = "too-many-pending"
    /// The amount is in another currency than the thing that it is for.
    case wrongCurrency = "wrong-currency"
    /// The amount to post is more than was reserved.
    case amountAbovePending = "amount-above-pending"
    case transferPosted = "transfer-posted"
    case transferVoided = "transfer-voided"
    case transferExpired = "transfer-expired"
    /// The pending transfer's deadline has not come yet, so it can't expire.
    case transferNotDue = "transfer-not-due"
    case transferNotPending = "transfer-not-pending"
    /// The transfer has moved no money, so there is nothing to reverse.
    case transferNotPosted = "transfer-not-posted"
    case transferReversed = "transfer-reversed"
    /// Only transfers between users can be reversed; payments, exchanges and the like have other
    /// ways back.
    case notReversible = "not-reversible"
    case sameCurrency = "same-currency"
    /// No rate was recorded for one of the currencies.
    case noRate = "no-rate"
    /// A rate is older than the limit.
    case staleRate = "stale-rate"
    /// No quote waits to be accepted, or another one than the administrator names.
    case noSuspectRate = "no-suspect-rate"
    /// The amount buys less than the caller accepts.
    case belowMinReceive = "below-min-receive"
    /// The service would owe more of the bought currency than it may.
    case insufficientLiquidity = "insufficient-liquidity"
    /// The amount buys less than one minor unit.
    case amountTooSmall = "amount-too-small"
    /// The command would record nothing new.
    case nothingToRecord = "nothing-to-record"
    /// Fewer than two demo users exist.
    case noDemoUsers = "no-demo-users"

    // Slots and holds
    case invalidCapacity = "invalid-capacity"
    case slotFull = "slot-full"
    /// The capacity would fall below the number of held and confirmed seats.
    case capacityBelowTaken = "capacity-below-taken"
    case holdExpired = "hold-expired"
    case holdCancelled = "hold-cancelled"
    case holdAlreadyConfirmed = "hold-already-confirmed"
    /// The hold's deadline has not come yet, so it can't expire.
    case holdNotDue = "hold-not-due"

    // Shops and orders
    case invalidQuantity = "invalid-quantity"
    /// The stock would fall below the units reserved for placed orders.
    case stockBelowReserved = "stock-below-reserved"
    /// The stock is not the one that the change expects.
    case quantityChanged = "quantity-changed"
    /// The stock would hold more than 2^63 − 1 units.
    case stockLimit = "stock-limit"
    case emptyOrder = "empty-order"
    /// The order or basket has more lines than `PlaceOrder.maximumLines`, or more services than
    /// `DraftOrder.maximumServices`.
    case tooManyLines = "too-many-lines"
    /// The products are priced in different currencies.
    case mixedCurrencies = "mixed-currencies"
    /// Fewer units are available than were ordered.
    case outOfStock = "out-of-stock"
    /// A line or the total would be more than 2^63 − 1 minor units.
    case orderTotalLimit = "order-total-limit"
    case orderAlreadyPaid = "order-already-paid"
    case orderCancelled = "order-cancelled"
    /// The basket is empty: an order was placed from it already, or nothing was put into it.
    case emptyBasket = "empty-basket"
    /// The catalogue does not list the service.
    case unknownService = "unknown-service"
    case repeatedService = "repeated-service"
    /// The order is a draft, so there is nothing to pay.
    case orderIsDraft = "order-is-draft"
    /// The order is no longer a draft, or never was one.
    case orderNotDraft = "order-not-draft"
    case orderInProcessing = "order-in-processing"
    case orderDone = "order-done"
    case orderDiscarded = "order-discarded"
    case orderAlreadyRegistered = "order-already-registered"
    case orderNotRegistered = "order-not-registered"
    /// The outside service knows of the cancellation already.
    case cancellationAlreadySent = "cancellation-already-sent"

    // Administration
    /// The command was done, so it can't be retried.
    case commandDone = "command-done"
    case commandNotKept = "command-not-kept"
    /// The command issues a code, which only the answer to its sender shows: it can't be retried.
    case codeShownOnce = "code-shown-once"
    /// It is not known whether the command was done, and it had no key by which to find out.
    case commandInDoubt = "command-in-doubt"
}

/// Why a command was not done.
///
/// Nothing changes, except that a rejection of a command with a key leaves a receipt.
package enum Refusal: Error, Hashable, Sendable {
    /// A business rule forbids it in this state: 409 and `false`.
    ///
    /// The receipt under the command's key keeps it. `detail` is the text of `Tally-Detail`: what
    /// the rule is about, where the command does not say it, as `product=17; available=3`.
    case rejected(Rejection, detail: String? = nil)
    /// 404: the thing does not exist; no receipt keeps it, since the thing may be created later.
    ///
    /// `detail` says which, where the command names several.
    case notFound(ResourceKind, detail: String? = nil)
    /// 403: somebody else may do it; no receipt keeps it.
    case forbidden(Permitted)
}

/// Who may do what an actor may not; raw values are for messages.
package enum Permitted: String, Hashable, Sendable, CaseIterable {
    /// The user to whom the thing belongs.
    case owner = "This belongs to another user."
    case administrator = "Only an administrator may do this."
    case receiver = "Only the receiver of the transfer or an administrator may reverse it."
    case user = "Only a user may do this."
    case service = "Only the service itself may do this."
}

/// The kind of a missing thing that a command refers to; raw values are for messages.
package enum ResourceKind: String, Hashable, Sendable, CaseIterable {
    case user
    case session
    case invitation
    case transfer
    case slot
    case hold
    case shop
    case product
    case order
    case service
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rejected(let rejection, let detail):
            rejection.rawValue + (detail.map { " (\($0))" } ?? "")
        case .notFound(let kind, let detail):
            "there is no such \(kind.rawValue)" + (detail.map { " (\($0))" } ?? "")
        case .forbidden(let permitted): permitted.rawValue
        }
    }
}
