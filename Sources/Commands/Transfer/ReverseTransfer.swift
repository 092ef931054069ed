import Entities
import Events
import Model

/// Reverses a transfer between users, once: its receiver pays the amount back to its sender.
///
/// The receiver or an administrator may reverse it.
package struct ReverseTransfer: Command {
    let transfer: TransferID
    let isAdministrator: Bool

    /// With `isAdministrator` it is sent as an `AdministratorCommand`.
    package init(_ transfer: TransferID, isAdministrator: Bool) {
        self.transfer = transfer
        self.isAdministrator = isAdministrator
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        model.reads(transfer: transfer, into: &streams)
        guard let terms = model.transfers[transfer]?.terms else { return }
        reversal(of: terms).reads(model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let actor = AccountID(of: try call.user)
        let (state, terms) = try model.transfer(transfer)
        guard isAdministrator || terms.parties.receiver == actor else {
            throw .forbidden(terms.parties.sender == actor ? .receiver : .owner)
        }
        guard terms.kind == .transfer else { throw .rejected(.notReversible) }
        switch state.state {
        case .missing: throw .notFound(.transfer)
        case .pending, .voided, .expired: throw .rejected(.transferNotPosted)
        case .postedReversed, .directReversed: throw .rejected(.transferReversed)
        case .posted, .direct: break
        }
        // Only an administrator takes from a deleted user.
        guard isAdministrator || model.accounts[terms.parties.receiver]?.isClosed != true
        else { throw .rejected(.accountClosed) }
        let moved = try reversal(of: terms).decide(model, call)
        let reversed = TransferReversed(parties: terms.parties, reversal: moved.transfer)
        return Decision(
            moved.events + [.transfer(transfer, .reversed(reversed))],
            location: .transfer(moved.transfer)
        )
    }

    private func reversal(of terms: TransferTerms) -> Movement {
        Movement(.reversal, from: terms.parties.receiver, to: terms.parties.sender, terms.amount)
    }
}
