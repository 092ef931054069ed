import Events
import Model

extension WriteModel {
    /// The transfer and its terms.
    ///
    /// Throws not found.
    borrowing func transfer(
        _ id: TransferID
    ) throws(Refusal) -> (transfer: TransferState, terms: TransferTerms) {
        guard let transfer = transfers[id], let terms = transfer.terms
        else { throw .notFound(.transfer) }
        return (transfer, terms)
    }

    /// Names the transfer's stream and, once it is known, its parties' accounts.
    borrowing func reads(transfer id: TransferID, into streams: inout [StreamID]) {
        streams.append(.transfer(id))
        guard let parties = transfers[id]?.terms?.parties else { return }
        streams.append(.account(parties.sender))
        streams.append(.account(parties.receiver))
    }

    /// Names the pending transfers whose expiry would be written so that the account has the amount.
    borrowing func reads(
        expiringFor amount: Money,
        of account: AccountID,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        guard let payer = accounts[account], !payer.reservations.isEmpty else { return }
        for reservation in payer.inTheWay(of: amount, at: now) ?? [] {
            streams.append(.transfer(reservation.transfer))
        }
    }

    /// What is written for reservations whose deadline has come: the transfer's end, then the release
    /// of its money.
    borrowing func expiries(
        of reservations: [Reservation],
        from account: AccountID
    ) throws(Refusal) -> [NewEvent] {
        var events: [NewEvent] = []
        events.reserveCapacity(2 * reservations.count)
        for reservation in reservations {
            let id = reservation.transfer
            let parties = try transfer(id).terms.parties
            events.append(NewEvent(.transfer(id), .transfer(.expired(parties))))
            events.append(NewEvent(.account(account), .account(.released(reservation))))
        }
        return events
    }
}
