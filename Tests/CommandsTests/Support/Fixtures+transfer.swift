import Events

@testable import Entities
@testable import Model

/// The transfer that tests end, reverse or look up.
let gift = TransferID(500)
let aliceToBob = TransferParties(sender: AccountID(of: alice), receiver: AccountID(of: bob))

/// Reserves money of Alice's for Bob, for 300 s by default.
func pending(
    _ amount: Money,
    _ id: TransferID = gift,
    seconds: Int = 300,
    memo: String? = nil
) -> [NewEvent] {
    let reserved = TransferReserved(
        parties: aliceToBob,
        amount: amount,
        expiresAt: Given.start.advanced(bySeconds: seconds),
        memo: memo
    )
    return [
        NewEvent(.transfer(id), .transfer(.reserved(reserved))),
        on(AccountID(of: alice), .reserved(reservation(amount, id, seconds: seconds))),
    ]
}

func reservation(_ amount: Money, _ id: TransferID = gift, seconds: Int = 300) -> Reservation {
    Reservation(
        transfer: id,
        amount: amount,
        expiresAt: Given.start.advanced(bySeconds: seconds)
    )
}

/// The events that end the pending transfer without moving anything.
func ended(
    _ event: (TransferParties) -> TransferEvent,
    _ amount: Money,
    _ id: TransferID = gift,
    seconds: Int = 300
) -> [NewEvent] {
    [
        NewEvent(.transfer(id), .transfer(event(aliceToBob))),
        on(AccountID(of: alice), .released(reservation(amount, id, seconds: seconds))),
    ]
}

/// The events of posting a part of the pending transfer.
func posted(
    _ amount: Money,
    of reserved: Money,
    _ id: TransferID = gift,
    memo: String? = nil
) -> [NewEvent] {
    [on(AccountID(of: alice), .released(reservation(reserved, id)))]
        + moved(.transfer, amount, id, memo: memo)
        + [
            NewEvent(
                .transfer(id),
                .transfer(.posted(TransferPosted(parties: aliceToBob, amount: amount)))
            )
        ]
}

/// Debit and credit of a movement from Alice to Bob, or between others.
func moved(
    _ kind: TransferKind,
    _ amount: Money,
    _ id: TransferID = gift,
    from: AccountID = AccountID(of: alice),
    to: AccountID = AccountID(of: bob),
    memo: String? = nil
) -> [NewEvent] {
    [
        on(from, .debited(posting(kind, to, amount, at: id.rawValue, memo: memo))),
        on(to, .credited(posting(kind, from, amount, at: id.rawValue, memo: memo))),
    ]
}

/// The events of reversing Alice's gift, by default at the first position of a decision.
func reversed(_ amount: Money, at position: Int64 = 1_000) -> [NewEvent] {
    let reversal = TransferID(position)
    let event = TransferReversed(parties: aliceToBob, reversal: reversal)
    return moved(
        .reversal,
        amount,
        reversal,
        from: AccountID(of: bob),
        to: AccountID(of: alice)
    ) + [NewEvent(.transfer(gift), .transfer(.reversed(event)))]
}

func closed(_ user: UserID) -> [NewEvent] { [on(AccountID(of: user), .closed)] }
func dollars(_ amount: Int64) -> Money { Money(amount, usd) }

/// Rates for one US dollar, quoted when everything else happened.
func rates(_ quotes: (String, String)...) -> [NewEvent] {
    let quotes = quotes.compactMap { code, rate -> RateQuote? in
        guard let currency = Currency(code), let rate = ExactDecimal(rate) else { return nil }
        return RateQuote(currency: currency, rate: rate)
    }
    let recorded = RatesRecorded(quotes: quotes, quotedAt: Given.start)
    return [NewEvent(.rates, .rates(.recorded(recorded)))]
}
