import Events
import Model

/// Checks that a pending transfer ends once and matches its reservation and movement, and that a
/// transfer is reversed at most once, by its amount.
struct TransferAudit: Sendable {
    private struct Held: Hashable {
        let sender: AccountID
        let amount: Money
        let expiresAt: Timestamp
    }

    private struct Movement: Hashable {
        let transfer: TransferID
        let parties: TransferParties
        let amount: Money
    }

    /// Pending transfers, and the accounts' reservations for them.
    private var pending: [TransferID: TransferReserved] = [:]
    private var reserved: [TransferID: Held] = [:]
    /// The pairs that the present command must leave matching.
    private var touched: Set<TransferID> = []
    /// The present command's postings of pending transfers, and its reversals.
    private var posted: [TransferID: Movement] = [:]
    private var returned: [TransferID: Movement] = [:]
    /// Hashes of the transfers that may be reversed.
    ///
    /// A log has so many that only 64 bits of each are kept: with ten million, two have the same
    /// hash in one of 400,000 logs.
    private var reversible: Set<Int> = []
    /// Earlier transfers that are to change, unless they were reversed.
    private var recalled: [TransferID: Movement] = [:]

    mutating func check(_ change: AccountEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .account(let account) = event.stream else { throw .wrongStream(event) }
        switch change {
        case .opened, .credited, .closed, .reopened: return
        case .debited(let posting): try note(posting, of: account, event)
        case .reserved(let reservation):
            guard reserved[reservation.transfer] == nil, reservation.amount.minorUnits > 0
            else { throw .notFollowing(event) }
            reserved[reservation.transfer] = held(reservation, account)
            touched.insert(reservation.transfer)
        case .released(let reservation):
            let held = held(reservation, account)
            guard reserved.removeValue(forKey: reservation.transfer) == held else {
                throw event.breaks(.pendingTransfer(reservation.transfer))
            }
            touched.insert(reservation.transfer)
        }
    }

    private func held(_ reservation: Reservation, _ account: AccountID) -> Held {
        Held(sender: account, amount: reservation.amount, expiresAt: reservation.expiresAt)
    }

    /// A transfer's id is the position of its debit, unless it was pending first.
    private mutating func note(
        _ posting: Posting,
        of sender: AccountID,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let movement = Movement(
            transfer: posting.transfer,
            parties: TransferParties(sender: sender, receiver: posting.counterparty),
            amount: posting.amount
        )
        if posting.transfer.rawValue != event.position.rawValue {
            guard posted.updateValue(movement, forKey: posting.transfer) == nil else {
                throw event.breaks(.pendingTransfer(posting.transfer))
            }
        }
        if posting.kind == .transfer { reversible.insert(movement.hashValue) }
        if posting.kind == .reversal { returned[posting.transfer] = movement }
    }

    mutating func check(
        _ change: TransferEvent,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        guard case .transfer(let transfer) = event.stream else { throw .wrongStream(event) }
        touched.insert(transfer)
        switch change {
        case .reserved(let details):
            guard event.version == StreamVersion.none.next,
                transfer.rawValue == event.position.rawValue
            else { throw .identity(event) }
            pending[transfer] = details
        case .posted(let details):
            guard let reserved = pending.removeValue(forKey: transfer)
            else { throw .notFollowing(event) }
            let moved = Movement(
                transfer: transfer,
                parties: reserved.parties,
                amount: details.amount
            )
            guard posted.removeValue(forKey: transfer) == moved,
                details.parties == reserved.parties,
                details.amount.minorUnits > 0,
                details.amount.minorUnits <= reserved.amount.minorUnits,
                details.amount.currency == reserved.amount.currency
            else { throw event.breaks(.pendingTransfer(transfer)) }
        case .voided(let parties), .expired(let parties):
            guard let reserved = pending.removeValue(forKey: transfer)
            else { throw .notFollowing(event) }
            guard parties == reserved.parties
            else { throw event.breaks(.pendingTransfer(transfer)) }
        case .reversed(let details): try reverse(transfer, details, event)
        }
    }

    private mutating func reverse(
        _ transfer: TransferID,
        _ details: TransferReversed,
        _ event: RecordedEvent
    ) throws(InvariantViolation) {
        let parties = details.parties
        guard let back = returned.removeValue(forKey: details.reversal),
            back.parties
                == TransferParties(sender: parties.receiver, receiver: parties.sender),
            reversible.remove(
                Movement(transfer: transfer, parties: parties, amount: back.amount).hashValue
            ) != nil
        else { throw event.breaks(.reversal(transfer)) }
    }

    /// At a command's end.
    mutating func requireMatching(at position: LogPosition) throws(InvariantViolation) {
        if let transfer = touched.filter({ !matches($0) }).min() {
            throw InvariantViolation(position, .pendingTransfer(transfer))
        }
        if !touched.isEmpty { touched.removeAll(keepingCapacity: true) }
        if let transfer = posted.keys.min() {
            throw InvariantViolation(position, .pendingTransfer(transfer))
        }
        if let transfer = returned.keys.min() {
            throw InvariantViolation(position, .reversal(transfer))
        }
    }

    private func matches(_ transfer: TransferID) -> Bool {
        let wanted = pending[transfer].map {
            Held(sender: $0.parties.sender, amount: $0.amount, expiresAt: $0.expiresAt)
        }
        return reserved[transfer] == wanted
    }
}

extension TransferAudit {
    /// Takes an earlier debit: of a transfer that is to be reversed, if it was not pending first.
    mutating func recall(_ change: AccountEvent, of sender: AccountID, _ event: RecordedEvent) {
        guard case .debited(let posting) = change, posting.kind == .transfer,
            posting.transfer.rawValue == event.position.rawValue
        else { return }
        let parties = TransferParties(sender: sender, receiver: posting.counterparty)
        recall(Movement(transfer: posting.transfer, parties: parties, amount: posting.amount))
    }

    /// Takes an earlier event of a transfer that is to change.
    mutating func recall(_ change: TransferEvent, of transfer: TransferID) {
        switch change {
        case .reserved(let details):
            pending[transfer] = details
            reserved[transfer] = Held(
                sender: details.parties.sender,
                amount: details.amount,
                expiresAt: details.expiresAt
            )
        case .posted(let details):
            forgetPending(transfer)
            recall(
                Movement(transfer: transfer, parties: details.parties, amount: details.amount)
            )
        case .voided, .expired: forgetPending(transfer)
        case .reversed:
            if let movement = recalled.removeValue(forKey: transfer) {
                reversible.remove(movement.hashValue)
            }
        }
    }

    private mutating func recall(_ movement: Movement) {
        recalled[movement.transfer] = movement
        reversible.insert(movement.hashValue)
    }

    private mutating func forgetPending(_ transfer: TransferID) {
        pending[transfer] = nil
        reserved[transfer] = nil
    }
}
