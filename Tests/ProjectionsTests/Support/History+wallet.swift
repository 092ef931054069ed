import Events

@testable import Model

/// Commands on pending transfers and on transfers that were made, each with its events in the order
/// of the commands.
extension History {
    /// Reserves money; answers the pending transfer's id.
    @discardableResult
    mutating func reserve(
        from sender: AccountID,
        to receiver: AccountID,
        _ amount: Int64,
        memo: String? = nil
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
                            memo: memo
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

    /// Moves `amount` of what a transfer has reserved, and gives the rest back.
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

    /// What a transfer has reserved, as its first events say.
    private func pending(_ transfer: TransferID) -> (TransferReserved, Reservation)? {
        let first = events.drop { $0.position.rawValue < transfer.rawValue }.prefix(2)
        guard case .transfer(.reserved(let reserved)) = first.first?.event,
            case .account(.reserved(let reservation)) = first.last?.event
        else { return nil }
        return (reserved, reservation)
    }

    /// Takes a transfer back; answers the id of the transfer back.
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
