import Events
import Model

/// Going on after a verified position: by the state that is kept there, and by the earlier events
/// of the streams that new events change.
///
/// Kept is what would cost many rows to read: the sums of accounts, slots and products, who is gone,
/// and names that are unique for ever. Holds, orders, sessions, invitations, baskets and changed
/// transfers have few events each and may be as many as there are commands, so they are read again
/// when one of them changes.
extension InvariantAudit {
    /// The first number of a state: another one is of another version of this software.
    private static let stateFormat: Int64 = 1

    /// The state after a sound log's last event, to go on from.
    package func state() -> [UInt8] {
        var state = AuditStateWriter()
        state.add(Self.stateFormat)
        state.add(count)
        money.write(to: &state)
        seats.write(to: &state)
        orders.write(to: &state)
        stock.write(to: &state)
        identity.write(to: &state)
        catalogue.write(to: &state)
        return state.bytes
    }

    /// Whether this version has written the state; reads only its first number.
    package static func isKnown(state bytes: [UInt8]) -> Bool {
        var state = AuditStateReader(bytes)
        return (try? state.number()) == stateFormat
    }

    /// Goes on from a state that another run has left; nil if another version wrote it.
    package init?(state bytes: [UInt8]) {
        self.init()
        do throws(MalformedAuditState) { try restore(bytes) } catch { return nil }
    }

    private mutating func restore(_ bytes: [UInt8]) throws(MalformedAuditState) {
        var state = AuditStateReader(bytes)
        guard try state.number() == Self.stateFormat else { throw MalformedAuditState() }
        count = try state.number()
        money = try MoneyAudit(from: &state)
        seats = try SeatAudit(from: &state)
        orders = try OrderAudit(from: &state)
        stock = try StockAudit(from: &state)
        identity = try IdentityAudit(from: &state)
        catalogue = try CatalogueAudit(from: &state)
        guard state.isAtEnd else { throw MalformedAuditState() }
    }

    /// The streams, and the position of a debit, whose earlier events the check of this one needs
    /// beside a kept state.
    package static func needs(
        _ event: RecordedEvent
    ) -> (streams: [StreamID], debit: LogPosition?) {
        switch event.event {
        case .hold, .order, .session, .invitation, .basket(.changed): ([event.stream], nil)
        case .basket(.ordered(let order)): ([event.stream, .order(order)], nil)
        case .account(.reserved(let reservation)), .account(.released(let reservation)):
            ([.transfer(reservation.transfer)], nil)
        case .transfer(let change):
            if case .reversed = change, case .transfer(let transfer) = event.stream {
                ([event.stream], LogPosition(transfer.rawValue))
            } else {
                ([event.stream], nil)
            }
        case .account, .slot, .product, .user, .rates, .service, .claim, .shop: ([], nil)
        }
    }

    /// Takes an earlier event, which was checked before, of a stream that is to change.
    package mutating func recall(_ event: RecordedEvent) {
        switch event.event {
        case .account(let change):
            if case .account(let sender) = event.stream {
                transfers.recall(change, of: sender, event)
            }
        case .transfer(let change):
            if case .transfer(let transfer) = event.stream {
                transfers.recall(change, of: transfer)
            }
        case .hold(let change):
            if case .hold(let hold) = event.stream { seats.recall(change, of: hold) }
        case .order(let change):
            if case .order(let order) = event.stream { orders.recall(change, of: order) }
        case .session(let change):
            if case .session(let session) = event.stream { identity.recall(change, of: session) }
        case .invitation(let change):
            if case .invitation(let invitation) = event.stream {
                invitations.recall(change, of: invitation)
            }
        case .basket(let change):
            if case .basket(let user) = event.stream { catalogue.recall(change, of: user) }
        case .slot, .product, .user, .rates, .service, .claim, .shop: break
        }
    }
}
