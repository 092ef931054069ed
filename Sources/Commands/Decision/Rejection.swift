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
    /// The order has no lines.
    case emptyOrder = "empty-order"
    /// The order has more lines than `PlaceOrder.maximumLines`.
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
}
