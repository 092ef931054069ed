import Events

@testable import Model

extension Reference {
    /// The last recorded price of a dollar.
    struct RateRow {
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    func exchange(
        _ trade: MoneyIntent.Trade,
        by actor: Actor,
        _ now: Timestamp
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden }
        let wallet = AccountID(actor.rawValue)
        guard wallets.contains(wallet) else { return .notFound }
        if trade.from == trade.to { return .rejected("same-currency") }
        if trade.units <= 0 { return .rejected("invalid-amount") }
        for currency in [trade.from, trade.to] where rates[currency] != nil || currency != .dollar {
            guard let row = rates[currency] else { return .rejected("no-rate") }
            let age = now.microseconds - row.quotedAt.microseconds
            if age > Int64(trade.maximumAge) * 1_000_000 { return .rejected("stale-rate") }
        }
        let bought = bought(trade)
        if bought > Int128(Int64.max) { return .rejected("balance-limit") }
        if bought == 0 { return .rejected("amount-too-small") }
        let sold = Money(trade.units, trade.from)
        let sale = move(.exchange, from: wallet, to: .liquidity, sold, now)
        guard case .done(let first, let id) = sale else { return refusal(sale) }
        let purchase = move(
            .exchange,
            from: .liquidity,
            to: wallet,
            Money(Int64(bought), trade.to),
            now,
            after: first.count
        )
        guard case .done(let second, _) = purchase else { return refusal(purchase) }
        return .done(first + second, location: "/transfers/\(id.rawValue)")
    }

    private func refusal(_ moved: Moved) -> Prediction {
        switch moved {
        case .refused(let reason): .rejected(reason)
        case .done(let events, let id): .done(events, location: "/transfers/\(id.rawValue)")
        }
    }

    /// The traffic's rates have few digits, so that 128 bits are enough here.
    private func bought(_ trade: MoneyIntent.Trade) -> Int128 {
        let (from, to) = (rates[trade.from]?.rate, rates[trade.to]?.rate)
        let above =
            Int128(trade.units) * Int128(to?.digits ?? 1) * ten(from?.scale ?? 0)
            * ten(trade.to.digits)
        let below = Int128(from?.digits ?? 1) * ten(to?.scale ?? 0) * ten(trade.from.digits)
        return above / below
    }

    private func ten(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    func record(
        _ quotes: [MoneyIntent.Quote],
        _ quotedAt: Timestamp,
        _ now: Timestamp
    ) -> Prediction {
        let quotedAt = quotedAt < now ? quotedAt : now
        if quotes.isEmpty { return .rejected("nothing-to-record") }
        if let ratesAt, quotedAt <= ratesAt { return .rejected("nothing-to-record") }
        let sorted = quotes.compactMap(\.rate).sorted { $0.currency.code < $1.currency.code }
        let recorded = RatesRecorded(quotes: sorted, quotedAt: quotedAt)
        return .done([NewEvent(.rates, .rates(.recorded(recorded)))], location: nil)
    }

    func adjust(
        _ user: UserID?,
        _ takes: Bool,
        _ isRefund: Bool,
        _ amount: Money,
        _ now: Timestamp
    ) -> Prediction {
        guard let user else { return .rejected("receiver-not-found") }
        let wallet = AccountID(user.rawValue)
        let (from, to) = takes ? (wallet, AccountID.house) : (.house, wallet)
        return refusal(move(isRefund ? .adjustmentRefund : .stock, from: from, to: to, amount, now))
    }

    func autotest(_ names: [UInt64], _ count: Int) -> Prediction {
        let users = names.compactMap { self.names[Intent.username($0)] }
        let open = Set(users.map { AccountID($0.rawValue) }).subtracting(closed)
        if open.count < 2 { return .rejected("no-demo-users") }
        if !open.contains(where: { Int128(balance($0, .rub)) > reserved($0, .rub) }) {
            return .rejected("insufficient-funds")
        }
        return .random(count: count, among: open)
    }
}
