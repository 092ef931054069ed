import Model
import Postgres
import TestSupport

@testable import Queries

/// A random history of two accounts, as rows of the log and of the read models, and as the steps
/// that an independent fold adds up.
struct RandomHistory {
    /// The changes of a command: either all of them are seen or none.
    struct Step {
        /// The last one of the command.
        let position: Int64
        let account: Int64
        let currency: Currency
        let booked: Int64
        let reserved: Int64
    }

    private struct Pending {
        let id: Int64
        let sender: Int64
        let receiver: Int64
        let amount: Int64
    }

    private static let house: Int64 = -1
    private static let liquidity: Int64 = -3

    private(set) var steps: [Step] = []
    /// The time of each position, from 1 on, in microseconds.
    private(set) var times: [Int64] = []
    private(set) var sql: [String] = []
    /// The last position of each command.
    private(set) var ends: [Int64] = []
    private var pending: [Pending] = []
    private var random: SeededGenerator
    private let accounts: [Int64]

    init(seed: UInt64, accounts: [Int64], commands: Int) {
        random = SeededGenerator(seed: seed)
        self.accounts = accounts
        for _ in 0..<commands { command() }
        // One for each time.
        sql.append(
            """
            INSERT INTO log.batches (last_position, first_position, previous_hash, hash, recorded_at)
            SELECT max(position), min(position), sha256(''), sha256(''), recorded_at
            FROM log.events
            GROUP BY recorded_at
            """
        )
    }

    var end: Int64 { Int64(times.count) }

    /// The end of the last command that is over at a position.
    func whole(_ position: Int64) -> Int64 { ends.last { $0 <= position } ?? 0 }

    /// An account's balances at a position, by currency.
    func balances(of account: Int64, at position: Int64) -> [BalanceRow] {
        let counted = steps.filter { $0.account == account && $0.position <= position }
        return Set(counted.map(\.currency)).sorted().map { currency in
            let own = counted.filter { $0.currency == currency }
            let reserved = own.reduce(0) { $0 + $1.reserved }
            return BalanceRow(
                account: AccountID(account),
                currency: currency,
                available: own.reduce(0) { $0 + $1.booked } - reserved,
                pending: reserved,
                position: LogPosition(position)
            )
        }
    }

    private mutating func command() {
        let sender = accounts.randomElement(using: &random) ?? 0
        let receiver = accounts.first { $0 != sender } ?? 0
        let amount = Int64.random(in: 1...1_000, using: &random)
        let id = end + 1
        // Some commands share a time, as those of one append do.
        let time = (times.last ?? 1) + Int64.random(in: 0...2, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: over(1, at: id, time)
        case 1: transfer("opening_grant", Self.house, sender, amount, at: id, time)
        case 2, 3: transfer("transfer", sender, receiver, amount, at: id, time)
        case 4: exchange(sender, amount, at: id, time)
        case 5: reserve(sender, receiver, amount, at: id, time)
        case 6: post(at: id, time)
        default: void(at: id, time)
        }
    }

    private mutating func transfer(
        _ type: String,
        _ sender: Int64,
        _ receiver: Int64,
        _ amount: Int64,
        at id: Int64,
        _ time: Int64
    ) {
        move(.rub, sender, receiver, amount, at: id + 1)
        row(id, type, sender, receiver, amount, .rub, time)
        over(2, at: id, time)
    }

    /// The rows of a command in the log; those of one time are one batch.
    private mutating func over(_ count: Int64, at first: Int64, _ time: Int64) {
        let last = first + count - 1
        for position in first...last {
            times.append(time)
            sql.append(
                """
                INSERT INTO log.events
                    (position, stream, version, type, schema, data, command, actor, recorded_at)
                VALUES (\(position), 'random', \(position), 'random', 1, '{}',
                    md5('\(first)')::uuid, 0, \(Self.text(time)))
                """
            )
        }
        ends.append(last)
    }

    private mutating func exchange(_ user: Int64, _ amount: Int64, at id: Int64, _ time: Int64) {
        move(.rub, user, Self.liquidity, amount, at: id + 3)
        move(.eur, Self.liquidity, user, 2 * amount, at: id + 3)
        row(id, "exchange", user, Self.liquidity, amount, .rub, time)
        row(id + 2, "exchange", Self.liquidity, user, 2 * amount, .eur, time)
        over(4, at: id, time)
    }

    private mutating func reserve(
        _ sender: Int64,
        _ receiver: Int64,
        _ amount: Int64,
        at id: Int64,
        _ time: Int64
    ) {
        pending.append(Pending(id: id, sender: sender, receiver: receiver, amount: amount))
        step(id + 1, sender, .rub, reserved: amount)
        sql.append(
            """
            INSERT INTO read.pending_transfers VALUES (\(id), \(sender), \(receiver), \(amount),
                'RUB', NULL, 'pending', NULL, '2100-01-01Z', \(Self.text(time)), NULL, NULL)
            """
        )
        over(2, at: id, time)
    }

    /// Released, debited, credited, posted.
    private mutating func post(at id: Int64, _ time: Int64) {
        guard let ended = end("posted", at: id + 3, until: id + 3, time) else { return }
        let amount = Int64.random(in: 1...ended.amount, using: &random)
        move(.rub, ended.sender, ended.receiver, amount, at: id + 3)
        row(
            ended.id,
            "transfer",
            ended.sender,
            ended.receiver,
            amount,
            .rub,
            time,
            position: id + 1
        )
        sql.append(
            """
            UPDATE read.pending_transfers SET posted_amount = \(amount)
            WHERE transfer_id = \(ended.id)
            """
        )
        over(4, at: id, time)
    }

    /// Voided, released.
    private mutating func void(at id: Int64, _ time: Int64) {
        guard end("voided", at: id, until: id + 1, time) != nil else { return }
        over(2, at: id, time)
    }

    /// Ends a pending transfer by the event at `position`, of a command that ends at `until`.
    private mutating func end(
        _ state: String,
        at position: Int64,
        until last: Int64,
        _ time: Int64
    ) -> Pending? {
        guard let index = pending.indices.randomElement(using: &random) else { return nil }
        let ended = pending.remove(at: index)
        step(last, ended.sender, .rub, reserved: -ended.amount)
        sql.append(
            """
            UPDATE read.pending_transfers
            SET state = '\(state)', ended_position = \(position), ended_at = \(Self.text(time))
            WHERE transfer_id = \(ended.id)
            """
        )
        return ended
    }

    private mutating func move(
        _ currency: Currency,
        _ sender: Int64,
        _ receiver: Int64,
        _ amount: Int64,
        at position: Int64
    ) {
        step(position, sender, currency, booked: -amount)
        step(position, receiver, currency, booked: amount)
    }

    private mutating func step(
        _ position: Int64,
        _ account: Int64,
        _ currency: Currency,
        booked: Int64 = 0,
        reserved: Int64 = 0
    ) {
        steps.append(
            Step(
                position: position,
                account: account,
                currency: currency,
                booked: booked,
                reserved: reserved
            )
        )
    }

    private mutating func row(
        _ id: Int64,
        _ type: String,
        _ sender: Int64,
        _ receiver: Int64,
        _ amount: Int64,
        _ currency: Currency,
        _ time: Int64,
        position: Int64? = nil
    ) {
        sql.append(
            """
            INSERT INTO read.transactions VALUES (\(id), '\(type)', \(sender), \(receiver),
                \(amount), '\(currency.code)', NULL, NULL, 'posted', \(Self.text(time)),
                \(position ?? id))
            """
        )
    }

    private static func text(_ time: Int64) -> String {
        "timestamptz 'epoch' + \(time) * interval '1 us'"
    }
}
