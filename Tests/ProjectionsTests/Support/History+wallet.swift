import Events

@testable import Model

/// Commands on pending and on completed transfers, each with its events in the order in which the
/// command appends them.
extension History {
    /// Reserves money; returns the pending transfer's id.
    @discardableResult
    mutating func reserve(
        from sender: AccountID,
        to receiver: AccountID,
        _ amount: Int64,
        memo: String? = nil,
        annotation: Annotation? = nil
    ) -> TransferID {
        let transfer = TransferID(createdAt: next)
        let deadline = now.advanced(bySeconds: 3_600)
        command([
            NewEvent(
                .transfer(transfer),
                .transfer(
                    .reserved(
                        TransferReserved(
                            parties: TransferParties(sender: sender, receiver: receiver),
                            amount: Money(amount, .rub),
                            expiresAt: deadline,
                            memo: memo,
                            annotation: annotation
                        )
                    )
                )
            ),
            NewEvent(
                .account(sender),
                .account(
                    .reserved(
                        Reservation(
                            transfer: transfer,
                            amount: Money(amount, .rub),
                            expiresAt: deadline
                        )
                    )
                )
            ),
        ])
        return transfer
    }

    /// Moves `amount` of a transfer's reserved money, and releases the rest.
    mutating func post(_ transfer: TransferID, _ amount: Int64) {
        guard let (reserved, reservation) = pending(transfer) else { return }
        let parties = reserved.parties
        command(
            [NewEvent(.account(parties.sender), .account(.released(reservation)))]
                + movement(
                    from: parties.sender,
                    to: parties.receiver,
                    Money(amount, .rub),
                    .transfer,
                    memo: reserved.memo,
                    annotation: reserved.annotation,
                    at: LogPosition(transfer.rawValue)
                ) + [
                    NewEvent(
                        .transfer(transfer),
                        .transfer(
                            .posted(TransferPosted(parties: parties, amount: Money(amount, .rub)))
                        )
                    )
                ]
        )
    }

    mutating func void(_ transfer: TransferID, isExpired: Bool = false) {
        guard let (reserved, reservation) = pending(transfer) else { return }
        let parties = reserved.parties
        command([
            NewEvent(
                .transfer(transfer),
                .transfer(isExpired ? .expired(parties) : .voided(parties))
            ),
            NewEvent(.account(parties.sender), .account(.released(reservation))),
        ])
    }

    /// The reservation of a transfer, from its first events.
    private func pending(_ transfer: TransferID) -> (TransferReserved, Reservation)? {
        let first = events.drop { $0.position.rawValue < transfer.rawValue }.prefix(2)
        guard case .transfer(.reserved(let reserved)) = first.first?.event,
            case .account(.reserved(let reservation)) = first.last?.event
        else { return nil }
        return (reserved, reservation)
    }

    /// Reverses a transfer; returns the id of the transfer back.
    @discardableResult
    mutating func reverse(
        _ transfer: TransferID,
        _ parties: TransferParties,
        _ amount: Int64
    )
        -> TransferID
    {
        let reversal = TransferID(createdAt: next)
        command(
            movement(
                from: parties.receiver,
                to: parties.sender,
                Money(amount, .rub),
                .reversal,
                at: next
            ) + [
                NewEvent(
                    .transfer(transfer),
                    .transfer(.reversed(TransferReversed(parties: parties, reversal: reversal)))
                )
            ]
        )
        return reversal
    }
}
