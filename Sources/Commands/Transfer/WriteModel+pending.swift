import Events
import Model

extension WriteModel {
    /// The reservation and the terms of a transfer that the actor may post or void now.
    ///
    /// Throws not found, `forbidden` unless the actor is a party, and the word of any other state
    /// than pending.
    borrowing func pending(
        _ id: TransferID,
        _ context: DecisionContext
    ) throws(Refusal) -> (reservation: Reservation, terms: TransferTerms) {
        let actor = AccountID(of: try context.user)
        let (transfer, terms) = try transfer(id)
        guard [terms.parties.sender, terms.parties.receiver].contains(actor)
        else { throw .forbidden }
        switch transfer.state(at: context.now) {
        case .missing: throw .notFound(.transfer)
        case .pending: return (try reservation(id, terms), terms)
        case .posted, .postedReversed: throw .rejected(.transferPosted)
        case .voided: throw .rejected(.transferVoided)
        case .expired: throw .rejected(.transferExpired)
        case .direct, .directReversed: throw .rejected(.transferNotPending)
        }
    }

    /// What a pending transfer has set aside.
    borrowing func reservation(
        _ id: TransferID,
        _ terms: TransferTerms
    ) throws(Refusal) -> Reservation {
        guard let expiresAt = terms.expiresAt else { throw .rejected(.transferNotPending) }
        return Reservation(transfer: id, amount: terms.amount, expiresAt: expiresAt)
    }
}
