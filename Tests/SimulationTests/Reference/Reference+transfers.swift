import Events

@testable import Model

extension Reference {
    mutating func fold(_ change: AccountEvent, _ account: AccountID) {
        switch change {
        case .opened: require(wallets.insert(account).inserted, "M9: a wallet is opened once")
        case .debited(let posting):
            follow(debit: posting, account)
            post(-posting.amount.minorUnits, posting, account)
            openDebit = (account, posting)
        case .credited(let posting):
            require(
                openDebit?.account == posting.counterparty
                    && openDebit?.posting.counterparty == account
                    && openDebit?.posting.amount == posting.amount
                    && openDebit?.posting.transfer == posting.transfer
                    && openDebit?.posting.kind == posting.kind,
                "M1: a credit matches the debit before it"
            )
            openDebit = nil
            post(posting.amount.minorUnits, posting, account)
            note(posting, account)
        case .reserved(let reservation):
            require(
                transfers[reservation.transfer]?.amount == reservation.amount
                    && transfers[reservation.transfer]?.deadline == reservation.expiresAt
                    && transfers[reservation.transfer]?.sender == account,
                "M5: a reservation has the amount of its transfer"
            )
            reservations[account, default: []].append(reservation)
            requireFunds(account, reservation.amount.currency)
        case .released(let reservation):
            let index = reservations[account]?.firstIndex(of: reservation)
            require(index != nil, "M5: money is set free once")
            if let index { reservations[account]?.remove(at: index) }
        case .closed: require(closed.insert(account).inserted, "a wallet is closed once")
        case .reopened: require(closed.remove(account) != nil, "a closed wallet is reopened")
        }
    }

    /// The amount reserved in one currency, overdue or not.
    func reserved(_ account: AccountID, _ currency: Currency) -> Int128 {
        (reservations[account] ?? []).reduce(0) { sum, reservation in
            let amount = reservation.amount
            return amount.currency == currency ? sum + Int128(amount.minorUnits) : sum
        }
    }

    private mutating func requireFunds(_ account: AccountID, _ currency: Currency) {
        let free = Int128(balance(account, currency)) - reserved(account, currency)
        require(account.isSystem || free >= 0, "M2: no wallet is below zero")
    }

    /// Checks that the transfer's id is the position of its debit, or that it was pending under it.
    private mutating func follow(debit posting: Posting, _ account: AccountID) {
        require(
            !closed.contains(account)
                || [.stock, .adjustmentRefund, .reversal].contains(posting.kind),
            "M12: only administrators take from a closed wallet"
        )
        if posting.transfer.rawValue == position {
            transfers[posting.transfer] = TransferRow(
                sender: account,
                receiver: posting.counterparty,
                kind: posting.kind,
                amount: posting.amount,
                deadline: nil,
                state: .direct
            )
            movements.append(posting.transfer)
            return
        }
        let row = transfers[posting.transfer]
        require(row?.state == .pending, "M5: only a pending transfer is posted")
        require(row.map { ($0.deadline ?? recordedAt) > recordedAt } == true, "M5: in time")
        require(
            row?.sender == account && row?.receiver == posting.counterparty,
            "M5: a transfer is posted between its parties"
        )
    }

    private mutating func post(_ amount: Int64, _ posting: Posting, _ account: AccountID) {
        require(posting.amount.minorUnits > 0, "M4: an amount is above zero")
        require(posting.counterparty != account, "M4: sender and receiver differ")
        let currency = posting.amount.currency
        let (balance, overflow) = balance(account, currency).addingReportingOverflow(amount)
        require(!overflow, "M4: no balance overflows")
        require(
            account.isSystem || wallets.contains(account),
            "a wallet is opened before it is used"
        )
        balances[account, default: [:]][currency] = balance
        requireFunds(account, currency)
        sums[currency, default: 0] &+= amount
    }

    /// Applies a completed transfer to grants, orders and other transfers.
    private mutating func note(_ posting: Posting, _ account: AccountID) {
        lastCredit = posting
        let isBetweenUsers = !account.isSystem && !posting.counterparty.isSystem
        switch posting.kind {
        case .transfer:
            require(isBetweenUsers, "people transfer to people")
            require(!closed.contains(account), "M12: a closed wallet receives no transfer")
        case .openingGrant: require(grants.insert(account).inserted, "M9: a grant is paid once")
        case .payment:
            require(account == .sales, "O5: a payment goes to the sales account")
            if let order = posting.order {
                orders[order]?.payments.append(posting.amount.minorUnits)
            }
        case .refund:
            require(posting.counterparty == .sales, "O5: a refund comes from the sales account")
            if let order = posting.order {
                orders[order]?.refunds.append(posting.amount.minorUnits)
            }
        case .reversal:
            require(isBetweenUsers, "M6: a reversal is between users")
            openReversals += 1
        case .exchange:
            let isSale = account == .liquidity
            require(isSale || posting.counterparty == .liquidity, "M7: with the liquidity account")
            openSales += isSale ? 1 : -1
        case .stock, .adjustmentRefund:
            require(
                account == .house || posting.counterparty == .house,
                "an adjustment is paid by the house or to it"
            )
        }
    }

    mutating func fold(_ change: TransferEvent, _ id: TransferID) {
        switch change {
        case .reserved(let reserved):
            require(id.rawValue == position, "a pending transfer has its position as id")
            transfers[id] = TransferRow(
                sender: reserved.parties.sender,
                receiver: reserved.parties.receiver,
                kind: .transfer,
                amount: reserved.amount,
                deadline: reserved.expiresAt,
                state: .pending,
                annotation: reserved.annotation
            )
            pending.insert(id)
        case .posted(let posted):
            require(
                lastCredit?.transfer == id && lastCredit?.amount == posted.amount,
                "M3: a posted transfer has moved its money"
            )
            let reserved = transfers[id]?.amount
            require(
                posted.amount.currency == reserved?.currency
                    && posted.amount.minorUnits <= reserved?.minorUnits ?? 0,
                "M5: no more is posted than was reserved"
            )
            end(id, .posted)
            transfers[id]?.amount = posted.amount
            movements.append(id)
        case .voided:
            require(transfers[id]?.deadline ?? recordedAt > recordedAt, "M5: voided in time")
            end(id, .voided)
        case .expired:
            require(transfers[id]?.deadline ?? recordedAt <= recordedAt, "M5: expired when due")
            end(id, .expired)
        case .reversed(let reversed): follow(reversed, id)
        }
    }

    private mutating func end(_ id: TransferID, _ state: TransferRow.State) {
        require(pending.remove(id) != nil, "M5: a pending transfer ends once")
        transfers[id]?.state = state
    }

    private mutating func follow(_ reversed: TransferReversed, _ id: TransferID) {
        openReversals -= 1
        let (row, back) = (transfers[id], transfers[reversed.reversal])
        require(row?.isReversed == false, "M6: a transfer is reversed once")
        require(
            row?.state == .posted || row?.state == .direct,
            "M6: a reversed transfer has moved its money"
        )
        require(row?.kind == .transfer, "M6: only transfers are reversed")
        require(
            back?.kind == .reversal && back?.amount == row?.amount
                && back?.sender == row?.receiver && back?.receiver == row?.sender,
            "M6: a reversal moves the same back"
        )
        transfers[id]?.isReversed = true
    }

    mutating func fold(_ change: RatesEvent) {
        switch change {
        case .recorded(let recorded):
            let row = { RateRow(rate: $0, quotedAt: recorded.quotedAt) }
            let isAccepted = recorded.quotes.allSatisfy { suspects[$0.currency] == row($0.rate) }
            require(
                isAccepted || recorded.quotedAt > ratesAt ?? .beginning,
                "M7: rates do not go back"
            )
            require(recorded.quotedAt <= recordedAt, "M7: rates are not from the future")
            ratesAt = isAccepted ? ratesAt : recorded.quotedAt
            for quote in recorded.quotes {
                require(
                    quote.currency != .dollar || quote.rate.text == "1",
                    "M7: a dollar costs a dollar"
                )
                rates[quote.currency] = row(quote.rate)
                suspects[quote.currency] = nil
            }
        case .suspected(let suspected):
            require(suspected.quotedAt >= ratesAt ?? .beginning, "M7: rates do not go back")
            ratesAt = suspected.quotedAt
            for quote in suspected.quotes {
                require(rates[quote.currency] != nil, "M7: the first rate is not suspect")
                suspects[quote.currency] = RateRow(
                    rate: quote.rate,
                    quotedAt: suspected.quotedAt
                )
            }
        }
    }

    /// Checks the rules for transfers after every append.
    mutating func checkTransfers() {
        let reserved = Set(reservations.values.joined().map(\.transfer))
        require(
            reserved == pending,
            "M5: money is reserved for pending transfers, and only for them"
        )
        require(openReversals == 0, "M6: a reversal belongs to a transfer")
        require(openSales == 0, "M3: a sale is followed by its purchase")
    }
}

extension Timestamp {
    fileprivate static let beginning = Timestamp(microseconds: 0)
}

extension Reference {
    /// A transfer by the events of the log.
    struct TransferRow {
        enum State {
            case pending
            case posted
            case voided
            case expired
            /// It moved its money at once.
            case direct
        }

        let sender: AccountID
        let receiver: AccountID
        let kind: TransferKind
        /// The amount moved or reserved.
        var amount: Money
        /// The deadline of a transfer that was pending.
        let deadline: Timestamp?
        var state: State
        var isReversed = false
        /// What its reservation says that the sender stored with it.
        var annotation: Annotation?

        var parties: TransferParties { TransferParties(sender: sender, receiver: receiver) }
    }
}
