import Events

/// A rule that the log's events break, and the first position where they do.
package struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: LogPosition
    package let rule: Rule

    package enum Rule: Hashable, Sendable {
        /// The postings of a command do not sum to zero.
        case unbalanced(Currency, sum: Int64)
        /// An account is below its limit.
        case overdrawn(AccountID, Money)
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
        /// A product has more units reserved than there are, or fewer than none.
        case stock(ProductID, onHand: Int64, reserved: Int64)
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
        case .stock(let product, let onHand, let reserved):
            "product \(product.rawValue): \(reserved) reserved of \(onHand)"
        case .identity(let stream):
            "\(stream.name): changed before it was created, or created twice"
        case .wrongStream(let stream):
            "the event does not belong into \(stream.name)"
        }
    }
}
