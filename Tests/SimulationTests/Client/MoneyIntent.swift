import Commands
import Entities
import Events

@testable import Model

/// A request of a simulated client about money besides a plain transfer.
enum MoneyIntent: Hashable {
    case reserve(to: UserID, Money, seconds: Int, Note)
    case post(TransferID, units: Int64?, Currency?)
    case void(TransferID)
    case expire(TransferID)
    case reverse(TransferID, isAdministrator: Bool)
    case exchange(Trade)
    case recordRates([Quote], quotedAt: Timestamp, percent: Int, seconds: Int)
    case acceptRate(Currency, Quote?)
    case adjust(email: UInt64, takes: Bool, isRefund: Bool, Money)
    case autotest(names: [UInt64], count: Int, seed: UInt64)

    /// An amount of one currency, sold for another.
    struct Trade: Hashable {
        let from: Currency
        let to: Currency
        let units: Int64
        let minimum: Int64?
        let maximumAge: Int
        /// Dollars up to whose worth the liquidity account may owe.
        let credit: Int
    }

    /// The price of one dollar: `digits` divided by 10 to the power of `scale`.
    struct Quote: Hashable {
        let currency: Currency
        let digits: Int64
        let scale: Int
    }

    /// The largest amount of a random transfer.
    static let autotestAmount: Int64 = 90

    /// The actor who must send it.
    enum Asker {
        case anybody
        case system
        case party(TransferID)
        case receiver(TransferID)
    }

    var asker: Asker {
        switch self {
        case .reserve, .exchange, .acceptRate, .adjust, .autotest: .anybody
        case .post(let transfer, _, _), .void(let transfer): .party(transfer)
        case .expire, .recordRates: .system
        case .reverse(let transfer, let isAdministrator):
            isAdministrator ? .anybody : .receiver(transfer)
        }
    }

    var command: any Command {
        switch self {
        case .reserve(let user, let amount, let seconds, let note):
            ReserveTransfer(
                to: .user(user),
                amount: amount,
                annotation: note.annotation,
                lifetimeSeconds: seconds
            )
        case .post(let transfer, let units, let currency):
            PostTransfer(transfer, units: units, currency: currency)
        case .void(let transfer): VoidTransfer(transfer)
        case .expire(let transfer): ExpireTransfer(transfer)
        case .reverse(let transfer, let isAdministrator):
            ReverseTransfer(transfer, isAdministrator: isAdministrator)
        case .exchange(let trade):
            Exchange(
                from: CurrencyUnit(trade.from, digits: trade.from.digits),
                to: CurrencyUnit(trade.to, digits: trade.to.digits),
                units: trade.units,
                minimum: trade.minimum,
                ExchangeLimits(maximumAgeSeconds: trade.maximumAge, creditDollars: trade.credit)
            )
        case .recordRates(let quotes, let quotedAt, let percent, let seconds):
            RecordRates(
                quotes.compactMap(\.rate),
                quotedAt: quotedAt,
                RateJump(percent: percent, confirmationSeconds: seconds)
            )
        case .acceptRate(let currency, let quote):
            AcceptRate(of: currency, rate: quote?.rate?.rate)
        case .adjust(let email, let takes, let isRefund, let amount):
            AdjustBalance(
                of: .email(Intent.email(email)),
                Adjustment(takes ? .takes : .adds, isRefund ? .refund : .stock, amount)
            )
        case .autotest(let names, let count, let seed):
            MakeRandomTransfers(
                between: names.map { .username(Intent.username($0)) },
                count: count,
                currency: .rub,
                largest: Self.autotestAmount,
                seed: seed
            )
        }
    }
}

extension MoneyIntent.Quote {
    var rate: RateQuote? {
        ExactDecimal(digits: digits, scale: scale).map {
            RateQuote(currency: currency, rate: $0)
        }
    }
}

extension Currency {
    static let dollar = Currency("USD") ?? .rub
    static let euro = Currency("EUR") ?? .rub
    static let yen = Currency("JPY") ?? .rub

    /// The number of digits that its amounts have after the point.
    var digits: Int { self == .yen ? 0 : 2 }
}
