import Events
import Model

/// Sets money of the actor's wallet aside for another user, to be posted or voided before a deadline.
package struct ReserveTransfer: Command {
    let receiver: Recipient
    let amount: Money
    let memo: String?
    let lifetimeSeconds: Int

    package init(
        to receiver: Recipient,
        amount: Money,
        memo: String? = nil,
        lifetimeSeconds: Int
    ) {
        self.receiver = receiver
        self.amount = amount
        self.memo = memo
        self.lifetimeSeconds = lifetimeSeconds
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        model.reads(paying: amount, by: actor, to: receiver, at: now, into: &streams)
        guard let user = actor.user, let payer = model.accounts[AccountID(of: user)],
            let inTheWay = makingRoom(in: payer, besides: [], at: now)
        else { return }
        streams.append(.transfer(inTheWay.transfer))
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let (from, to) = try model.parties(sender: try context.user, receiver)
        let movement = Movement(kind: .transfer, from: from, to: to, amount: amount)
        var expired = try movement.check(model, at: context.now)
        let payer = model.accounts[from] ?? Account()
        if let overdue = makingRoom(in: payer, besides: expired, at: context.now) {
            expired.append(overdue)
        }
        guard payer.reservations.count - expired.count < Account.maximumReservations
        else { throw .rejected(.tooManyPending) }
        let expiries = try model.expiries(of: expired, from: from)
        let id = TransferID(createdAt: context.next.advanced(by: expiries.count))
        let reserved = TransferReserved(
            parties: TransferParties(sender: from, receiver: to),
            amount: amount,
            expiresAt: context.now.advanced(bySeconds: lifetimeSeconds),
            memo: memo
        )
        let reservation = Reservation(
            transfer: id,
            amount: amount,
            expiresAt: reserved.expiresAt
        )
        return Decision(
            expiries + [
                NewEvent(.transfer(id), .transfer(.reserved(reserved))),
                NewEvent(.account(from), .account(.reserved(reservation))),
            ],
            location: .transfer(id)
        )
    }

    /// The overdue reservation to be given back where there are as many as there may be: one is
    /// enough, unless money was short and some are given back anyway.
    private func makingRoom(
        in payer: Account,
        besides expired: [Reservation],
        at now: Timestamp
    ) -> Reservation? {
        guard expired.isEmpty, payer.reservations.count >= Account.maximumReservations
        else { return nil }
        return payer.overdue(at: now).first
    }
}
