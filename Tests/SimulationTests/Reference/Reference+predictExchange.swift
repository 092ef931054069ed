import Entities
import Events

@testable import Model

extension Reference {
    /// The last recorded price of a dollar.
    struct RateRow: Equatable {
        let rate: ExactDecimal
        let quotedAt: Timestamp
    }

    func exchange(
        _ trade: MoneyIntent.Trade,
        by actor: Actor,
        _ now: Timestamp
    ) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden(.user) }
        let wallet = AccountID(actor.rawValue)
        guard wallets.contains(wallet) else { return .notFound }
        if trade.from == trade.to { return .rejected("same-currency") }
        if trade.units <= 0 { return .rejected("invalid-amount") }
        for currency in [trade.from, trade.to] where currency != .dollar {
            guard let row = rates[currency] else { return .rejected("no-rate") }
            let age = now.microseconds - row.quotedAt.microseconds
            if age > Int64(trade.maximumAge) * 1_000_000 { return .rejected("stale-rate") }
        }
        let bought = bought(trade)
        if bought > Int128(Int64.max) { return .rejected("balance-limit") }
        if bought == 0 { return .rejected("amount-too-small") }
        if let minimum = trade.minimum, bought < Int128(minimum) {
            return .rejected("below-min-receive")
        }
        let rate = price(trade)
        let sold = Money(trade.units, trade.from)
        let sale = move(
            .exchange,
            from: wallet,
            to: .liquidity,
            sold,
            now,
            exchange: rate.map { ($0, nil) }
        )
        guard case .done(let first, let id) = sale else { return refusal(sale) }
        let credit = credit(trade)
        if credit <= Int128(Int64.max),
            Int128(balance(.liquidity, trade.to)) + credit < bought
        {
            return .rejected("insufficient-liquidity")
        }
        let purchase = move(
            .exchange,
            from: .liquidity,
            to: wallet,
            Money(Int64(bought), trade.to),
            now,
            after: first.count,
            exchange: rate.map { ($0, id) }
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
        let (from, to) = (rate(trade.from), rate(trade.to))
        let above = Int128(trade.units) * Int128(to.digits) * ten(from.scale + trade.to.digits)
        let below = Int128(from.digits) * ten(to.scale + trade.from.digits)
        return above / below
    }

    /// What one unit costs, to 12 digits.
    private func price(_ trade: MoneyIntent.Trade) -> ExactDecimal? {
        let (from, to) = (rate(trade.from), rate(trade.to))
        for scale in (0...18).reversed() {
            let digits =
                Int128(to.digits) * ten(from.scale + scale) / (Int128(from.digits) * ten(to.scale))
            if digits < ten(12) { return ExactDecimal(decimal(digits, scale)) }
        }
        return nil
    }

    private func decimal(_ digits: Int128, _ scale: Int) -> String {
        "\(digits / ten(scale))." + String("\(ten(scale) + digits % ten(scale))".dropFirst()) + "0"
    }

    /// Minor units that the liquidity account may owe.
    private func credit(_ trade: MoneyIntent.Trade) -> Int128 {
        let rate = rate(trade.to)
        return Int128(trade.credit) * Int128(rate.digits) * ten(trade.to.digits) / ten(rate.scale)
    }

    private func rate(_ currency: Currency) -> (digits: Int64, scale: Int) {
        guard currency != .dollar, let rate = rates[currency]?.rate else { return (1, 0) }
        return (rate.digits, rate.scale)
    }

    private func ten(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    func record(
        _ quotes: [MoneyIntent.Quote],
        _ quotedAt: Timestamp,
        _ now: Timestamp,
        _ percent: Int,
        _ seconds: Int
    ) -> Prediction {
        let quotedAt = quotedAt < now ? quotedAt : now
        if let ratesAt, quotedAt <= ratesAt { return .rejected("nothing-to-record") }
        let sorted = quotes.compactMap(\.rate).sorted { $0.currency.code < $1.currency.code }
        if sorted.contains(where: { $0.currency == .dollar && $0.rate.text != "1" }) {
            return .rejected("nothing-to-record")
        }
        var (usable, suspect): ([RateQuote], [RateQuote]) = ([], [])
        for quote in sorted {
            let isFar = { (other: RateRow?) in
                other.map { self.isFar(quote.rate, from: $0.rate, percent) }
            }
            if quote.currency == .dollar || isFar(rates[quote.currency]) != true {
                usable.append(quote)
            } else if let before = suspects[quote.currency], isFar(before) == false {
                let age = quotedAt.microseconds - before.quotedAt.microseconds
                if age >= Int64(seconds) * 1_000_000 { usable.append(quote) }
            } else {
                suspect.append(quote)
            }
        }
        let events = [
            (usable, RatesEvent.recorded), (suspect, RatesEvent.suspected),
        ].filter { !$0.0.isEmpty }.map { quotes, event in
            NewEvent(
                .rates,
                .rates(event(RatesRecorded(quotes: quotes, quotedAt: quotedAt)))
            )
        }
        return events.isEmpty
            ? .rejected("nothing-to-record") : .done(events, location: nil)
    }

    private func isFar(_ rate: ExactDecimal, from other: ExactDecimal, _ percent: Int) -> Bool {
        let new = Int128(rate.digits) * ten(other.scale)
        let old = Int128(other.digits) * ten(rate.scale)
        return abs(new - old) * 100 > old * Int128(percent)
    }

    func accept(_ currency: Currency, _ quote: MoneyIntent.Quote?) -> Prediction {
        guard let suspect = suspects[currency], (quote?.rate?.rate ?? suspect.rate) == suspect.rate
        else { return .rejected("no-suspect-rate") }
        let accepted = RatesRecorded(
            quotes: [RateQuote(currency: currency, rate: suspect.rate)],
            quotedAt: suspect.quotedAt
        )
        return .done([NewEvent(.rates, .rates(.recorded(accepted)))], location: nil)
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
