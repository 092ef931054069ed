import Foundation
import Model

@testable import Cache
@testable import Queries

/// Short ways to write the values of tests.
extension Currency {
    static let eur = known("EUR")

    private static func known(_ code: String) -> Currency {
        guard let known = Currency(code) else { preconditionFailure("not a code: \(code)") }
        return known
    }
}

extension LogPosition: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) {
        self.init(value)
    }
}

extension BalanceRow {
    static func of(
        _ user: Int64,
        _ available: Int64,
        pending: Int64 = 0,
        at position: LogPosition,
        in currency: Currency = .rub
    ) -> BalanceRow {
        BalanceRow(
            account: AccountID(user),
            currency: currency,
            available: available,
            pending: pending,
            position: position
        )
    }
}

extension SlotRow {
    static func of(
        _ slot: Int64,
        capacity: Int64 = 10,
        held: Int64 = 0,
        confirmed: Int64 = 0,
        at position: LogPosition = 1
    ) -> SlotRow {
        SlotRow(
            slot: SlotID(slot),
            title: "Slot \(slot)",
            capacity: capacity,
            held: held,
            confirmed: confirmed,
            startsAt: nil,
            createdAt: Timestamp(microseconds: 0),
            position: position
        )
    }
}

extension SetAsideChange<BalanceRow.Key> {
    /// Of user 1; ended where there is no deadline.
    static func of(
        _ id: Int64,
        _ amount: Int64,
        until expiresAt: Int64?,
        at position: LogPosition,
        in currency: Currency = .rub
    ) -> SetAsideChange {
        SetAsideChange(
            owner: BalanceRow.Key(account: AccountID(1), currency: currency),
            id: id,
            amount: amount,
            expiresAt: expiresAt,
            position: position
        )
    }
}

extension SetAsideChange<SlotID> {
    /// A seat of the slot; given back, or confirmed, where there is no deadline.
    static func of(
        _ id: Int64,
        in slot: Int64 = 1,
        until expiresAt: Int64?,
        at position: LogPosition
    ) -> SetAsideChange {
        SetAsideChange(
            owner: SlotID(slot),
            id: id,
            amount: 1,
            expiresAt: expiresAt,
            position: position
        )
    }
}

extension CacheBatch {
    /// Every read model goes to `position`.
    static func to(
        _ position: LogPosition,
        balances: [BalanceRow] = [],
        reservations: [SetAsideChange<BalanceRow.Key>] = [],
        slots: [SlotRow] = [],
        seats: [SetAsideChange<SlotID>] = [],
        touched: [Topic] = []
    ) -> CacheBatch {
        var batch = CacheBatch(positions: ReadPositions(all: position))
        batch.balances = balances
        batch.reservations = reservations
        batch.slots = slots
        batch.seats = seats
        batch.touched = touched
        return batch
    }
}

extension CacheState {
    /// Warm at a position with these rows.
    static func warm(
        at position: LogPosition,
        balances: [BalanceRow] = [],
        reservations: [SetAsideChange<BalanceRow.Key>] = [],
        slots: [SlotRow] = [],
        seats: [SetAsideChange<SlotID>] = [],
        limits: CacheLimits = CacheLimits()
    ) -> CacheState {
        var state = CacheState(limits: limits)
        state.fill(
            at: position,
            balances: balances,
            reservations: reservations,
            slots: slots,
            seats: seats
        )
        return state
    }

    @discardableResult
    mutating func fill(
        at position: LogPosition,
        balances: [BalanceRow] = [],
        reservations: [SetAsideChange<BalanceRow.Key>] = [],
        slots: [SlotRow] = [],
        seats: [SetAsideChange<SlotID>] = []
    ) -> [WaitTicket]? {
        let snapshot = ReadPositions(all: position)
        beginWarming()
        absorb(.balances(balances), at: snapshot, epoch: epoch)
        absorb(.slots(slots), at: snapshot, epoch: epoch)
        absorb(.reservations(reservations), at: snapshot, epoch: epoch)
        absorb(.seats(seats), at: snapshot, epoch: epoch)
        return warmed(at: snapshot, epoch: epoch)
    }

    /// The cache's answer from memory.
    mutating func hit(_ question: Question, now: Int64 = 0) -> Answer? {
        if case .hit(.found(let answer)) = find(question, now: now).rendered { answer } else { nil }
    }

    mutating func miss(_ question: Question, now: Int64 = 0) -> CacheMiss? {
        if case .missing(let miss) = find(question, now: now) { miss } else { nil }
    }
}

extension WarmCache {
    /// The cache's answer from memory.
    func held(_ question: Question, now: Int64 = 0) -> Answer? {
        if case .hit(.found(let answer)) = lookup(question, now: now) { answer } else { nil }
    }
}

extension QueryResult {
    /// Without the time until which it is valid, which answers from memory do not have.
    var shown: QueryResult {
        guard case .found(let answer) = self else { return self }
        return .found(
            Answer(
                body: answer.body,
                position: answer.position,
                etag: answer.etag,
                next: answer.next,
                media: answer.media
            )
        )
    }
}

extension Answer {
    static func of(
        _ text: String,
        at position: LogPosition,
        validUntil: Int64? = nil
    ) -> Answer {
        Answer(body: Array(text.utf8), position: position, validUntil: validUntil)
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether the list goes on after this page.
    var hasNext: Bool { next != nil }
}

extension Page {
    /// The page after this one by `skip`; nil where it would begin too deep.
    var following: Page? { Page(skip: skip + limit, limit: limit) }
}

extension Question {
    /// All slots, or those with free seats, without other parameters.
    static func availability(onlyAvailable: Bool = false) -> Question {
        .slotAvailability(.of(onlyAvailable: onlyAvailable), .allSlots)
    }
}

extension SlotFilter {
    static func of(onlyAvailable: Bool) -> SlotFilter {
        var filter = SlotFilter()
        filter.onlyAvailable = onlyAvailable
        return filter
    }
}

extension Page {
    /// The page of slots that is returned without parameters.
    static let allSlots = Page(limit: SlotFilter.defaultLimit) ?? .first
}

/// Reads JSON whose names are snake_case.
func decoded<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(body))
}
