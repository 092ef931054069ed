import Events
import Model
import Projections

/// A rule that the log's events break, and the first position where they do.
package struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: LogPosition
    package let rule: Rule

    package enum Rule: Hashable, Sendable {
        /// The postings of a command do not sum to zero.
        case unbalanced(Currency, sum: Int128)
        /// An account is below its limit.
        case overdrawn(AccountID, Money)
        /// Money leaves an account that is closed, is reserved on it, or comes to it by a transfer.
        case closed(AccountID)
        /// A pending transfer and what its sender has reserved for it, or what was moved when it was
        /// posted, do not match.
        case pendingTransfer(TransferID)
        /// Not the one movement back of a transfer between these, of the same amount.
        case reversal(TransferID)
        /// A sum does not fit 64 bits.
        case overflow
        /// A slot has more seats taken than it has, or fewer than none.
        case seats(SlotID, held: Int64, confirmed: Int64, capacity: Int64)
        /// A hold changes from a state that has no such way out, or is not there.
        case hold(HoldID, from: HoldState?, to: HoldState)
        /// Lines and tax do not make up the total, or a line is not price × quantity.
        case orderSum(OrderID)
        /// An order changes from a state that has no such way out, or is not there.
        case order(OrderID, from: OrderStatus?, to: OrderStatus)
        /// An order is paid for, or paid back, by something else than one transfer of its total.
        case orderPayment(OrderID)
        /// An order of services has none, or one twice.
        case orderServices(OrderID)
        /// An order is registered outside under another one's name.
        case registration(OrderID)
        /// A product has more units reserved than there are, or fewer than none.
        case stock(ProductID, onHand: Int64, reserved: Int64)
        /// A basket gets a product twice or fewer than none of it, or an order is made from it that
        /// is not there.
        case basket(UserID)
        /// Quotes that are none, or not each currency once in order of code.
        case rates
        /// A user is deleted and the account is not closed, or the other way round.
        case closure(UserID)
        /// The stream's earlier events have no such way on.
        case notFollowing(StreamID, EventType)
        /// Something is changed that was not created, or created a second time.
        case identity(StreamID)
        /// The event stands in a stream of another kind than its type belongs to.
        case wrongStream(StreamID)
    }

    package init(_ position: LogPosition, _ rule: Rule) {
        self.position = position
        self.rule = rule
    }

    package var description: String {
        "position \(position.rawValue): \(ruleText)"
    }

    private var ruleText: String {
        switch rule {
        case .unbalanced(let currency, let sum):
            "the command's postings in \(currency.code) sum to \(sum)"
        case .overdrawn(let account, let balance):
            "account \(account.rawValue) has \(balance.minorUnits) \(balance.currency.code)"
        case .closed(let account):
            "account \(account.rawValue) is closed"
        case .pendingTransfer(let transfer):
            "pending transfer \(transfer.rawValue): not what was reserved or moved for it"
        case .reversal(let transfer):
            "transfer \(transfer.rawValue): not taken back once by the same amount"
        case .overflow:
            "a sum exceeds 64 bits"
        case .seats(let slot, let held, let confirmed, let capacity):
            "slot \(slot.rawValue): \(held) held + \(confirmed) confirmed of \(capacity)"
        case .hold(let hold, let from, let to):
            "hold \(hold.rawValue): from \(from?.rawValue ?? "nothing") to \(to.rawValue)"
        case .orderSum(let order):
            "order \(order.rawValue): lines and tax do not make up the total"
        case .order(let order, let from, let to):
            "order \(order.rawValue): from \(from?.rawValue ?? "nothing") to \(to.rawValue)"
        case .orderPayment(let order):
            "order \(order.rawValue): not moved by one transfer of its total"
        case .orderServices(let order):
            "order \(order.rawValue): no services, or one twice"
        case .registration(let order):
            "order \(order.rawValue): registered under another one's name"
        case .stock(let product, let onHand, let reserved):
            "product \(product.rawValue): \(reserved) reserved of \(onHand)"
        case .basket(let user):
            "basket of user \(user.rawValue): lines that can't be, or an order that is not there"
        case .rates:
            "quotes are not each currency once in order of code"
        case .closure(let user):
            "user \(user.rawValue): deleted without a closed account, or the other way round"
        case .notFollowing(let stream, let type):
            "\(stream.name): \(type.rawValue) does not follow from what came before"
        case .identity(let stream):
            "\(stream.name): changed before it was created, or created twice"
        case .wrongStream(let stream):
            "the event does not belong into \(stream.name)"
        }
    }
}
