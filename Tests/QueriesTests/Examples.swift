import Foundation

@testable import Queries

/// Short ways to say what a test is about.
extension CurrencyCode {
    static let rub = CurrencyCode(bytesOf: "RUB")
    static let eur = CurrencyCode(bytesOf: "EUR")

    private init(bytesOf code: String) {
        guard let known = CurrencyCode(code) else { preconditionFailure("not a code: \(code)") }
        self = known
    }
}

extension ReadPosition: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) {
        self.init(value)
    }
}

extension BalanceEntry {
    static func of(
        _ user: Int64,
        _ available: Int64,
        at position: ReadPosition,
        in currency: CurrencyCode = .rub
    ) -> BalanceEntry {
        BalanceEntry(
            user: UserKey(user),
            currency: currency,
            available: available,
            pending: 0,
            position: position
        )
    }
}

extension SlotEntry {
    static func of(
        _ slot: Int64,
        capacity: Int64 = 10,
        held: Int64 = 0,
        confirmed: Int64 = 0,
        at position: ReadPosition = 1
    ) -> SlotEntry {
        SlotEntry(
            slot: SlotKey(slot),
            title: "Slot \(slot)",
            capacity: capacity,
            held: held,
            confirmed: confirmed,
            startsAt: nil,
            createdAt: 0,
            position: position
        )
    }
}

extension CacheBatch {
    /// Every read model goes to `position`.
    static func to(
        _ position: ReadPosition,
        balances: [BalanceEntry] = [],
        slots: [SlotEntry] = [],
        touched: [Topic] = []
    ) -> CacheBatch {
        var batch = CacheBatch(positions: ReadPositions(all: position))
        batch.balances = balances
        batch.slots = slots
        batch.touched = touched
        return batch
    }
}

extension CacheState {
    /// Warm at a position with these rows.
    static func warm(
        at position: ReadPosition,
        balances: [BalanceEntry] = [],
        slots: [SlotEntry] = [],
        limits: CacheLimits = CacheLimits()
    ) -> CacheState {
        var state = CacheState(limits: limits)
        state.fill(at: position, balances: balances, slots: slots)
        return state
    }

    @discardableResult
    mutating func fill(
        at position: ReadPosition,
        balances: [BalanceEntry] = [],
        slots: [SlotEntry] = []
    ) -> [WaitTicket]? {
        let snapshot = ReadPositions(all: position)
        absorb(balances: balances, at: snapshot, epoch: epoch)
        absorb(slots: slots, at: snapshot, epoch: epoch)
        return warmed(at: snapshot, epoch: epoch)
    }

    /// What the cache would answer from memory.
    mutating func hit(_ question: Question) -> Answer? {
        switch find(question) {
        case .answer(let answer): answer
        case .balance(let entry, let position): BalanceView(entry).answer(at: position)
        case .balances(let entries, let position): BalancesView(entries).answer(at: position)
        case .slot(let entry, let position): SlotView(entry).answer(at: position)
        case .noSuchThing, .nothing: nil
        }
    }

    mutating func miss(_ question: Question) -> Miss? {
        if case .nothing(let miss) = find(question) { miss } else { nil }
    }
}

extension WarmCache {
    /// What the cache would answer from memory.
    func held(_ question: Question) -> Answer? {
        if case .hit(.found(let answer)) = lookup(question) { answer } else { nil }
    }
}

extension Answer {
    static func of(_ text: String, at position: ReadPosition) -> Answer {
        Answer(body: Array(text.utf8), position: position)
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Reads JSON whose names are snake_case.
func decoded<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(body))
}
