import Events
import Model

/// Sells an amount of one currency for another, at the recorded rates, to the liquidity account.
package struct Exchange: Command {
    let from: CurrencyUnit
    let to: CurrencyUnit
    let units: Int64
    let maximumAgeSeconds: Int

    /// `units` of `from` are sold; rates older than the limit are not used.
    package init(
        from: CurrencyUnit,
        to: CurrencyUnit,
        units: Int64,
        maximumAgeSeconds: Int
    ) {
        self.from = from
        self.to = to
        self.units = units
        self.maximumAgeSeconds = maximumAgeSeconds
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {
        streams.append(.rates)
        guard let user = actor.user else { return }
        sale(by: AccountID(of: user)).reads(model, at: now, into: &streams)
    }

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let account = AccountID(of: try context.user)
        guard model.accounts[account]?.isOpen == true else { throw .notFound(.user) }
        guard from.currency != to.currency else { throw .rejected(.sameCurrency) }
        guard units > 0 else { throw .rejected(.invalidAmount) }
        guard let bought = try conversion(model, at: context.now)(units)
        else { throw .rejected(.balanceLimit) }
        guard bought > 0 else { throw .rejected(.amountTooSmall) }
        let sold = try sale(by: account).decide(model, at: context.now, from: context.next)
        // In another currency, so that what was sold makes no difference to it.
        let purchase = try Movement(
            kind: .exchange,
            from: .liquidity,
            to: account,
            amount: Money(bought, to.currency)
        ).decide(
            model,
            at: context.now,
            from: context.next.advanced(by: sold.events.count)
        )
        return Decision(sold.events + purchase.events, location: .transfer(sold.transfer))
    }

    private func conversion(
        _ model: borrowing WriteModel,
        at now: Timestamp
    ) throws(Refusal) -> Conversion {
        let rates = model.rates[.sole] ?? RateTable()
        return Conversion(
            from: from,
            to: to,
            fromRate: try rates.rate(
                of: from.currency,
                at: now,
                maximumAgeSeconds: maximumAgeSeconds
            ),
            toRate: try rates.rate(
                of: to.currency,
                at: now,
                maximumAgeSeconds: maximumAgeSeconds
            )
        )
    }

    private func sale(by account: AccountID) -> Movement {
        Movement(
            kind: .exchange,
            from: account,
            to: .liquidity,
            amount: Money(units, from.currency)
        )
    }
}
