import Events
import TestSupport

@testable import Model

extension RandomHistory {
    mutating func transfer() {
        guard let (parties, amount) = affordable() else { return }
        let memo = random.next(3) == 0 ? nil : "memo \"\(amount)\" \\ ü"
        let id = history.transfer(
            from: parties.sender,
            to: parties.receiver,
            amount,
            memo: memo,
            annotation: annotation
        )
        balances[parties.sender, default: 0] -= amount
        balances[parties.receiver, default: 0] += amount
        made.append(MadeTransfer(id: id, parties: parties, amount: amount))
    }

    /// Two active users, and an amount that the first of them has.
    private mutating func affordable() -> (TransferParties, Int64)? {
        let sender = pick(accounts)
        let receiver = pick(accounts)
        let amount = Int64(random.next(500) + 1)
        guard sender != receiver, balances[sender, default: 0] >= amount, isHere(sender),
            isHere(receiver)
        else { return nil }
        return (TransferParties(sender: sender, receiver: receiver), amount)
    }

    private func isHere(_ account: AccountID) -> Bool { gone[UserID(account.rawValue)] == nil }

    mutating func reserve() {
        guard let (parties, amount) = affordable() else { return }
        let memo = random.next(2) == 0 ? nil : "later"
        let id = history.reserve(
            from: parties.sender,
            to: parties.receiver,
            amount,
            memo: memo,
            annotation: annotation
        )
        balances[parties.sender, default: 0] -= amount
        pending.append(MadeTransfer(id: id, parties: parties, amount: amount))
    }

    mutating func endPending() {
        guard !pending.isEmpty else { return }
        let transfer = pending.remove(at: random.next(pending.count))
        let parties = transfer.parties
        balances[parties.sender, default: 0] += transfer.amount
        if random.next(2) == 0, isHere(parties.sender), isHere(parties.receiver) {
            let amount = Int64(random.next(Int(transfer.amount)) + 1)
            history.post(transfer.id, amount)
            balances[parties.sender, default: 0] -= amount
            balances[parties.receiver, default: 0] += amount
            made.append(MadeTransfer(id: transfer.id, parties: parties, amount: amount))
        } else {
            history.void(transfer.id, isExpired: random.next(2) == 0)
        }
    }

    mutating func reverse() {
        guard !made.isEmpty else { return }
        let index = random.next(made.count)
        let transfer = made[index]
        let parties = transfer.parties
        // A deleted sender gets the money back too.
        guard balances[parties.receiver, default: 0] >= transfer.amount, isHere(parties.receiver)
        else { return }
        made.remove(at: index)
        history.reverse(transfer.id, parties, transfer.amount)
        balances[parties.receiver, default: 0] -= transfer.amount
        balances[parties.sender, default: 0] += transfer.amount
    }

    mutating func exchange() {
        let account = pick(accounts)
        let amount = Int64(random.next(300) + 100)
        guard balances[account, default: 0] >= amount, isHere(account) else { return }
        balances[account, default: 0] -= amount
        let position = history.next
        history.command(
            history.movement(
                from: account,
                to: .liquidity,
                Money(amount, .rub),
                .exchange,
                at: position
            )
                + history.movement(
                    from: .liquidity,
                    to: account,
                    Money(amount / 100, .usd),
                    .exchange,
                    at: position.advanced(by: 2)
                )
        )
    }
}
