import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct ExchangeTests {
    private let rubles = CurrencyUnit(.rub, digits: 2)
    private let cents = CurrencyUnit(usd, digits: 2)
    private let history = wallet(alice, rub(100_000), dollars(1_000)) + rates(("RUB", "92.5"))

    private func sell(
        _ units: Int64,
        _ from: CurrencyUnit,
        for to: CurrencyUnit,
        minimum: Int64? = nil,
        credit: Int = 1_000_000_000_000
    ) -> Exchange {
        let limits = ExchangeLimits(maximumAgeSeconds: 300, creditDollars: credit)
        return Exchange(from: from, to: to, units: units, minimum: minimum, limits)
    }

    private func traded(
        _ sold: Money,
        _ bought: Money,
        at position: Int64 = 1_000,
        rate: String? = nil
    ) -> [NewEvent] {
        let known = sold.currency == .rub ? "0.0108108108108" : "92.5"
        let terms = ExactDecimal(rate ?? known).map {
            ExchangeTerms(sale: TransferID(position), rate: $0)
        }
        let wallet = AccountID(of: alice)
        func leg(_ amount: Money, _ from: AccountID, _ to: AccountID, _ id: Int64) -> [NewEvent] {
            func leg(to other: AccountID) -> Posting {
                posting(.exchange, other, amount, at: id, exchange: terms)
            }
            return [on(from, .debited(leg(to: to))), on(to, .credited(leg(to: from)))]
        }
        return leg(sold, wallet, .liquidity, position)
            + leg(bought, .liquidity, wallet, position + 2)
    }

    @Test func `an exchange sells to and buys from the liquidity account`() throws {
        let verdict = given(history).when(sell(9_250, rubles, for: cents), by: alice)
        verdict.then(traded(rub(9_250), dollars(100)))
        #expect(try verdict.result.get().location == .transfer(TransferID(1_000)))
        given(history).when(sell(100, cents, for: rubles), by: alice)
            .then(traded(dollars(100), rub(9_250)))
    }

    @Test(arguments: [(9_249, 99), (93, 1), (184, 1), (185, 2)])
    func `the amount bought is rounded down`(sold: Int64, bought: Int64) {
        given(history).when(sell(sold, rubles, for: cents), by: alice)
            .then(traded(rub(sold), dollars(bought)))
    }

    @Test func `an amount that buys less than one unit is refused`() {
        given(history).when(sell(92, rubles, for: cents), by: alice).then(.amountTooSmall)
    }

    @Test func `both rates must be recorded and recent`() {
        let command = sell(9_250, rubles, for: cents)
        given(wallet(alice, rub(100_000))).when(command, by: alice).then(.noRate)
        given(history).when(sell(100, rubles, for: CurrencyUnit(.other, digits: 2)), by: alice)
            .then(.noRate)
        given(history).when(command, by: alice, after: 300).then(traded(rub(9_250), dollars(100)))
        given(history).when(command, by: alice, after: 301).then(.staleRate)
    }

    @Test func `a currency left out of later quotes becomes stale alone`() throws {
        let rate = try #require(ExactDecimal("2"))
        let later = RatesRecorded(
            quotes: [RateQuote(currency: .other, rate: rate)],
            quotedAt: Given.start.advanced(bySeconds: 200)
        )
        let both = history + [NewEvent(.rates, .rates(.recorded(later)))]
        let other = CurrencyUnit(.other, digits: 2)
        given(both).when(sell(100, cents, for: other), by: alice, after: 400)
            .then(traded(dollars(100), Money(200, .other), rate: "2"))
        given(both).when(sell(100, rubles, for: other), by: alice, after: 400).then(.staleRate)
    }

    @Test func `amounts and funds are checked as in a transfer`() {
        given(history).when(sell(0, rubles, for: cents), by: alice).then(.invalidAmount)
        given(history).when(sell(100_001, rubles, for: cents), by: alice)
            .then(.insufficientFunds)
        given(history).when(sell(5, rubles, for: rubles), by: alice).then(.sameCurrency)
        given(rates(("RUB", "92.5"))).when(sell(5, rubles, for: cents), by: alice)
            .then(Refusal.notFound(.user))
        given(history).when(sell(5, rubles, for: cents), by: .system).then(Refusal.forbidden(.user))
    }

    @Test func `an overflowing purchase is refused, not wrapped`() {
        let rich = wallet(alice, rub(1_000), dollars(.max)) + rates(("RUB", "92.5"))
        given(rich).when(sell(.max, cents, for: rubles), by: alice).then(.balanceLimit)
        given(rich).when(sell(1_000, rubles, for: cents), by: alice).then(.balanceLimit)
    }

    @Test func `exchanges keep the liquidity account within the system limit`() {
        let limit = Movement.systemLimit
        func liquidity(_ event: AccountEvent) -> [NewEvent] { [on(.liquidity, event)] }
        let sold = liquidity(.credited(posting(.exchange, .house, rub(limit - 9_249))))
        given(history, sold).when(sell(9_250, rubles, for: cents), by: alice)
            .then(.systemAccountLimit)
        let bought = liquidity(.debited(posting(.exchange, .house, dollars(limit - 99))))
        let credit = 92_000_000_000_000_000
        given(history, bought).when(sell(9_250, rubles, for: cents, credit: credit), by: alice)
            .then(.systemAccountLimit)
    }

    @Test func `18: an exchange that buys less than the caller accepts is refused`() {
        given(history).when(sell(9_250, rubles, for: cents, minimum: 101), by: alice)
            .then(.belowMinReceive, detail: "receive=100")
        given(history).when(sell(9_250, rubles, for: cents, minimum: 100), by: alice)
            .then(traded(rub(9_250), dollars(100)))
    }

    @Test func `18: the service owes no more of a currency than its credit buys`() {
        func debt(_ amount: Money) -> [NewEvent] {
            [on(.liquidity, .debited(posting(.exchange, AccountID(of: bob), amount)))]
        }
        let command = sell(9_250, rubles, for: cents, credit: 10)
        given(history, debt(dollars(900))).when(command, by: alice)
            .then(traded(rub(9_250), dollars(100)))
        given(history, debt(dollars(901))).when(command, by: alice)
            .then(.insufficientLiquidity, detail: "available=99")
        // Ten dollars are 925 rubles.
        let back = sell(100, cents, for: rubles, credit: 10)
        given(history, debt(rub(83_250))).when(back, by: alice)
            .then(traded(dollars(100), rub(9_250)))
        given(history, debt(rub(83_251))).when(back, by: alice).then(.insufficientLiquidity)
        given(history).when(sell(9_250, rubles, for: cents, credit: 0), by: alice)
            .then(.insufficientLiquidity, detail: "available=0")
    }

    @Test func `18: a dollar costs a dollar, whatever was recorded`() {
        let spoilt =
            wallet(alice, rub(100_000), dollars(1_000)) + rates(("RUB", "92.5"), ("USD", "7"))
        given(spoilt).when(sell(9_250, rubles, for: cents), by: alice)
            .then(traded(rub(9_250), dollars(100)))
    }

    @Test func `overdue reserved money can be sold`() {
        given(history, pending(rub(100_000))).when(
            sell(9_250, rubles, for: cents),
            by: alice,
            after: 300
        ).then(
            ended(TransferEvent.expired, rub(100_000))
                + traded(rub(9_250), dollars(100), at: 1_002)
        )
    }
}

extension Currency {
    fileprivate static let other = Currency("EUR") ?? .rub
}
