import Entities
import Events
import Model

/// Sells an amount of one currency for another, at the recorded rates, to the liquidity account.
package struct Exchange: Command {
    let from: CurrencyUnit
    let to: CurrencyUnit
    let units: Int64
    let minimum: Int64?
    let limits: ExchangeLimits

    /// Sells `units` of `from`, unless they buy less than `minimum` units of `to`.
    package init(
        from: CurrencyUnit,
        to: CurrencyUnit,
        units: Int64,
        minimum: Int64? = nil,
        _ limits: ExchangeLimits
    ) {
        self.from = from
        self.to = to
        self.units = units
        self.minimum = minimum
        self.limits = limits
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.rates)
        guard let user = streams.user else { return }
        sale(by: AccountID(of: user), nil).reads(model, &streams)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let account = AccountID(of: try call.user)
        guard model.accounts[account]?.isOpen == true else { throw .notFound(.user) }
        guard from.currency != to.currency else { throw .rejected(.sameCurrency) }
        guard units > 0 else { throw .rejected(.invalidAmount) }
        let conversion = try conversion(model, at: call.now)
        guard let bought = conversion(units) else { throw .rejected(.balanceLimit) }
        guard bought > 0 else { throw .rejected(.amountTooSmall) }
        guard bought >= minimum ?? 0
        else { throw .rejected(.belowMinReceive, detail: "receive=\(bought)") }
        let rate = conversion.rate
        let leg = rate.map { Movement.Leg(rate: $0, sale: nil) }
        let sold = try sale(by: account, leg).decide(model, call)
        try requireLiquidity(for: bought, at: conversion.toRate, model)
        // The purchase is in another currency, so the sale does not change what it needs.
        let purchase = try Movement(
            .exchange,
            from: .liquidity,
            to: account,
            Money(bought, to.currency),
            exchange: rate.map { Movement.Leg(rate: $0, sale: sold.transfer) }
        ).decide(model, call, after: sold.events.count)
        return Decision(sold.events + purchase.events, location: .transfer(sold.transfer))
    }

    private func conversion(
        _ model: borrowing WriteModel,
        at now: Timestamp
    ) throws(Refusal) -> Conversion {
        let rates = model.rates[.only] ?? RateTable()
        let age = limits.maximumAgeSeconds
        return Conversion(
            from: from,
            to: to,
            fromRate: try rates.rate(of: from.currency, at: now, withinSeconds: age),
            toRate: try rates.rate(of: to.currency, at: now, withinSeconds: age)
        )
    }

    /// Throws `insufficient-liquidity` if the service would owe more of the bought currency than
    /// the credit is worth at its rate.
    private func requireLiquidity(
        for bought: Int64,
        at rate: ExactDecimal,
        _ model: borrowing WriteModel
    ) throws(Refusal) {
        let balance = model.accounts[.liquidity]?.balance(in: to.currency) ?? 0
        guard let free = limits.credit.available(of: to, at: rate, balance: balance) else { return }
        guard free >= bought
        else { throw .rejected(.insufficientLiquidity, detail: "available=\(free)") }
    }

    private func sale(by account: AccountID, _ leg: Movement.Leg?) -> Movement {
        let sold = Money(units, from.currency)
        return Movement(.exchange, from: account, to: .liquidity, sold, exchange: leg)
    }
}

/// Within which an exchange is done.
package struct ExchangeLimits: Hashable, Sendable {
    let maximumAgeSeconds: Int
    let credit: ExchangeCredit

    /// Rates older than `maximumAgeSeconds` are not used; in no currency does the service owe more
    /// than `creditDollars` buy.
    package init(maximumAgeSeconds: Int, creditDollars: Int) {
        self.maximumAgeSeconds = maximumAgeSeconds
        credit = ExchangeCredit(dollars: creditDollars)
    }
}
