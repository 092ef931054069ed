import Entities
import Events
import TestSupport

@testable import Model

/// Pending transfers, reversals, exchanges and adjustments.
extension Traffic {
    mutating func moneyIntent(_ state: Reference) -> MoneyIntent {
        switch random.number(0...99) {
        case 0...27:
            let seconds = Int(random.number(1...60))
            return .reserve(to: user(state), amount(), seconds: seconds, note())
        case 28...41:
            return .post(
                transfer(state),
                units: random.chance(50) ? nil : random.number(0...250),
                random.chance(90) ? nil : currency()
            )
        case 42...50: return .void(transfer(state))
        case 51...56: return .expire(transfer(state))
        case 57...74: return .reverse(moved(state), isAdministrator: random.chance(20))
        case 75...82:
            let trade = MoneyIntent.Trade(
                from: currency(),
                to: currency(),
                units: random.chance(2)
                    ? .max : random.number(0...(random.chance(20) ? 100_000 : 300)),
                minimum: random.chance(20) ? random.number(1...200) : nil,
                maximumAge: Int(random.number(10...200)),
                credit: random.chance(60) ? Int(random.number(0...3)) : 1_000_000_000_000
            )
            return .exchange(trade)
        case 83...88:
            return .recordRates(
                quotes(state),
                quotedAt: quotedAt(state),
                percent: Int(random.number(1...60)),
                seconds: Int(random.number(0...40))
            )
        case 89:
            let currency = state.suspects.keys.randomElement(using: &random) ?? currency()
            return .acceptRate(currency, random.chance(70) ? nil : quote(of: currency, state))
        case 90...96:
            return .adjust(
                email: UInt64(random.number(0...400)),
                takes: random.chance(50),
                isRefund: random.chance(50),
                Money(random.number(1...400), currency())
            )
        default:
            return .autotest(
                names: (0..<random.number(2...12)).map { _ in UInt64(random.number(0...400)) },
                count: Int(random.number(1...6)),
                seed: random.next()
            )
        }
    }

    mutating func actor(of intent: MoneyIntent, _ state: Reference) -> Actor {
        switch intent.asker {
        case .system: return .system
        case .party(let transfer):
            let parties = state.transfers[transfer].map { [$0.sender, $0.receiver] } ?? []
            return person(parties.randomElement(using: &random), state)
        case .receiver(let transfer): return person(state.transfers[transfer]?.receiver, state)
        case .anybody: return random.chance(1) ? .system : Actor(user(state))
        }
    }

    private mutating func person(_ account: AccountID?, _ state: Reference) -> Actor {
        guard let account, !account.isSystem else { return Actor(user(state)) }
        return Actor(UserID(account.rawValue))
    }

    /// A currency, rarely one without a rate.
    private mutating func currency() -> Currency {
        if random.chance(3) { return .euro }
        if random.chance(55) { return .rub }
        return random.chance(60) ? .dollar : .yen
    }

    /// Quotes, sometimes without yen and mostly without the dollar, whose price may be wrong.
    private mutating func quotes(_ state: Reference) -> [MoneyIntent.Quote] {
        var quotes: [MoneyIntent.Quote] = []
        for (currency, percent) in [(Currency.rub, 95.0), (.yen, 80)] where random.chance(percent) {
            quotes.append(quote(of: currency, state))
        }
        if random.chance(5) {
            let price: Int64 = random.chance(50) ? 1 : 2
            quotes.append(MoneyIntent.Quote(currency: .dollar, digits: price, scale: 0))
        }
        return quotes
    }

    /// A quote, mostly near the one in use or near the suspect one.
    private mutating func quote(of currency: Currency, _ state: Reference) -> MoneyIntent.Quote {
        let near = random.chance(70) ? state.rates[currency] : state.suspects[currency]
        guard let rate = near?.rate, random.chance(90) else {
            return MoneyIntent.Quote(
                currency: currency,
                digits: random.number(1...999_999),
                scale: Int(random.number(0...6))
            )
        }
        var (digits, scale) = (rate.digits, rate.scale)
        if random.chance(80) { digits = max(1, digits * random.number(70...140) / 100) }
        while digits > 999_999, scale > 0 { (digits, scale) = (digits / 10, scale - 1) }
        return MoneyIntent.Quote(currency: currency, digits: min(digits, 999_999), scale: scale)
    }

    private mutating func quotedAt(_ state: Reference) -> Timestamp {
        state.recordedAt.advanced(bySeconds: Int(random.number(-40...60)))
    }

    /// A transfer, mostly a pending one.
    private mutating func transfer(_ state: Reference) -> TransferID {
        if random.chance(15) { return moved(state) }
        return TransferID(pick(state.pending.map(\.rawValue), newest: 12))
    }

    /// A transfer, mostly one that has moved its money lately, rarely a pending or future one.
    private mutating func moved(_ state: Reference) -> TransferID {
        if random.chance(5) { return TransferID(pick(state.pending.map(\.rawValue), newest: 12)) }
        if random.chance(5) { return TransferID(state.position + random.number(-20...20)) }
        return state.movements.suffix(12).randomElement(using: &random) ?? TransferID(1)
    }
}
