import EventStore
import Events
import Model
import Postgres
import Projections
import Text

extension FeedItem {
    /// Appends the frame: id, event and one line of JSON without names or addresses.
    func append(in epoch: EpochID, to frames: inout [UInt8]) {
        FeedFrame.append(id: LogPlace(position, in: epoch), event: topic.rawValue, to: &frames) {
            json in
            switch event.event {
            case .account(.debited(let posting)): write(posting, to: &json)
            case .transfer(let change): write(change, to: &json)
            case .hold(let change): write(change, to: &json)
            case .order(let change): write(change, to: &json)
            case .account, .user, .session, .claim, .rates, .slot, .shop, .product, .basket,
                .service:
                break
            }
        }
    }

    private func write(_ posting: Posting, to json: inout JSONWriter) {
        guard case .account(let sender) = event.stream else { return }
        json.member("id", posting.transfer.rawValue)
        json.member("type", posting.kind.rawValue)
        json.member("sender_id", sender.rawValue)
        json.member("receiver_id", posting.counterparty.rawValue)
        json.member("amount", posting.amount.minorUnits)
        json.member("currency", posting.amount.currency.code)
        json.member("memo", posting.memo)
        if let order = posting.order { json.member("order_id", order.rawValue) }
        json.member("status", constant: "posted")
        json.member("timestamp", timestamp: event.recordedAt.microseconds)
    }

    /// What the event itself does not say again is null: the id tells which transfer it was.
    private func write(_ change: TransferEvent, to json: inout JSONWriter) {
        guard case .transfer(let transfer) = event.stream else { return }
        json.member("id", transfer.rawValue)
        json.member("type", TransferKind.transfer.rawValue)
        switch change {
        case .reserved(let reserved):
            write(reserved.parties, reserved.amount, to: &json)
            json.member("memo", reserved.memo)
            json.member("status", constant: "pending")
            json.member("expires_at", timestamp: reserved.expiresAt.microseconds)
        case .posted(let posted):
            write(posted.parties, posted.amount, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "posted")
        case .voided(let parties):
            write(parties, nil, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "voided")
        case .expired(let parties):
            write(parties, nil, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "expired")
        case .reversed(let reversed):
            write(reversed.parties, nil, to: &json)
            json.member("memo", nil as String?)
            json.member("status", constant: "reversed")
            json.member("reversal_id", reversed.reversal.rawValue)
        }
        json.member("timestamp", timestamp: event.recordedAt.microseconds)
    }

    private func write(_ parties: TransferParties, _ amount: Money?, to json: inout JSONWriter) {
        json.member("sender_id", parties.sender.rawValue)
        json.member("receiver_id", parties.receiver.rawValue)
        json.member("amount", amount?.minorUnits)
        json.member("currency", amount?.currency.code)
    }

    private func write(_ change: HoldEvent, to json: inout JSONWriter) {
        guard case .hold(let hold) = event.stream else { return }
        json.member("hold_id", hold.rawValue)
        switch change {
        case .placed(let placed):
            json.member("slot_id", placed.slot.rawValue)
            json.member("state", HoldState.held.rawValue)
            json.member("expires_at", timestamp: placed.expiresAt.microseconds)
        case .confirmed(let hold): write(hold, .confirmed, to: &json)
        case .cancelled(let hold): write(hold, .cancelled, to: &json)
        case .expired(let hold): write(hold, .expired, to: &json)
        }
    }

    private func write(_ hold: HoldReference, _ state: HoldState, to json: inout JSONWriter) {
        json.member("slot_id", hold.slot.rawValue)
        json.member("state", state.rawValue)
    }

    private func write(_ change: OrderEvent, to json: inout JSONWriter) {
        guard case .order(let order) = event.stream, let status = change.status else { return }
        json.member("order_id", order.rawValue)
        json.member("status", status.rawValue)
    }
}

extension OrderEvent {
    /// What the order's status is behind the event; nil if it says nothing of it.
    fileprivate var status: OrderStatus? {
        switch self {
        case .placed: .placed
        case .paid: .paid
        case .cancelled: .cancelled
        case .drafted, .servicesChanged: .draft
        case .processingStarted: .inProcessing
        case .done: .done
        case .discarded: .discarded
        case .registered, .cancellationSent: nil
        }
    }
}
