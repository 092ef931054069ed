import Commands
import Entities
import EventStore
import Events
import Model

/// The users whom a file names, and what their wallets can spend, as the log has them.
struct TransferParties {
    /// Users whose wallets neither pay nor receive, such as those of deleted users, are left out.
    private var users: [NamedParty: UserID] = [:]
    private var wallets: [Wallet: Int64] = [:]

    /// The part of a wallet in one currency.
    struct Wallet: Hashable {
        let user: UserID
        let currency: Currency
    }

    /// The most streams that are read at once.
    private static let chunk = 1_000

    /// `histories` reads streams of the log; it may be called many times.
    init(
        of file: TransferFile,
        _ claims: ClaimHasher,
        at now: Timestamp,
        _ histories: ([StreamID]) throws -> [StreamID: StreamHistory]
    ) throws {
        let parties = Set(file.lines.flatMap { [$0.payer, $0.receiver] }.compactMap { $0 })
        let named = Dictionary(uniqueKeysWithValues: parties.map { ($0, $0.recipient(claims)) })
        var model = WriteModel()
        try Self.load(named.values.compactMap(\.claim), into: &model, histories)
        var owners: [NamedParty: UserID] = [:]
        for (party, recipient) in named { owners[party] = recipient.resolve(model) }
        let accounts = Set(owners.values).map { StreamID.account(AccountID(of: $0)) }
        try Self.load(accounts, into: &model, histories)
        for (party, user) in owners where model.mayTransfer(user) { users[party] = user }
        for line in file.lines {
            guard let payer = line.payer, let user = users[payer] else { continue }
            let wallet = Wallet(user: user, currency: line.currency)
            wallets[wallet] = model.spendable(of: user, in: line.currency, at: now)
        }
    }

    private static func load(
        _ streams: [StreamID],
        into model: inout WriteModel,
        _ histories: ([StreamID]) throws -> [StreamID: StreamHistory]
    ) throws {
        var rest = streams[...]
        while !rest.isEmpty {
            let next = Array(rest.prefix(chunk))
            let found = try histories(next)
            for stream in next {
                guard model.load(stream, found[stream] ?? StreamHistory()) else {
                    throw TransferStreamFault(stream: stream)
                }
            }
            rest = rest.dropFirst(next.count)
        }
    }

    /// Nil for a user who does not exist, or was deleted.
    func user(_ party: NamedParty?) -> UserID? { party.flatMap { users[$0] } }

    /// Minor units, in the wallet of somebody who pays in this currency.
    func available(_ wallet: Wallet) -> Int64 { wallets[wallet] ?? 0 }

    func wallet(payingFor line: TransferFile.Line) -> Wallet? {
        user(line.payer).map { Wallet(user: $0, currency: line.currency) }
    }

    /// What is wrong with the users of a line.
    func problems(of line: TransferFile.Line) -> [LineProblem] {
        var problems: [LineProblem] = []
        let (payer, receiver) = (user(line.payer), user(line.receiver))
        if line.payer == nil, line.given[.from] == nil { problems.append(.noPayer) }
        if line.payer != nil, payer == nil { problems.append(.payerUnknown) }
        if line.receiver != nil, receiver == nil { problems.append(.receiverUnknown) }
        if let payer, payer == receiver, line.payer != line.receiver {
            problems.append(.sameUser)
        }
        return problems
    }
}

/// A stream of the log that can't be read.
struct TransferStreamFault: Error, CustomStringConvertible {
    let stream: StreamID

    var description: String { "the history of \(stream) can't be read: see tally verify" }
}

/// What one wallet pays for a file, in one currency.
struct PayerTotal {
    let name: String
    let currency: Currency
    var count = 0
    var amount: Int128 = 0
    let available: Int64
    /// What must come into the wallet before so that every line is done; 0 if there is enough.
    var lacking: Int128 = 0
}

extension TransferFile {
    /// What each wallet pays, in the order of the file, which is that of the decisions: one line may
    /// spend what an earlier one has brought.
    func payers(_ parties: TransferParties) -> [PayerTotal] {
        var totals: [PayerTotal] = []
        var places: [TransferParties.Wallet: Int] = [:]
        var received: [TransferParties.Wallet: Int128] = [:]
        for line in lines {
            guard line.problems.isEmpty, let money = line.money,
                let wallet = parties.wallet(payingFor: line)
            else { continue }
            let place = places[wallet] ?? totals.count
            if place == totals.count {
                places[wallet] = place
                totals.append(
                    PayerTotal(
                        name: line.payer?.text ?? "",
                        currency: line.currency,
                        available: parties.available(wallet)
                    )
                )
            }
            totals[place].count += 1
            totals[place].amount += Int128(money.minorUnits)
            let left =
                Int128(totals[place].available) + received[wallet, default: 0]
                - totals[place].amount
            totals[place].lacking = max(totals[place].lacking, -left)
            if let receiver = parties.user(line.receiver) {
                let gain = TransferParties.Wallet(user: receiver, currency: line.currency)
                received[gain, default: 0] += Int128(money.minorUnits)
            }
        }
        return totals
    }

    /// The number of transfers and their sum in each currency, in order of the codes.
    var totals: [(currency: Currency, count: Int, amount: Int128)] {
        var sums: [Currency: (count: Int, amount: Int128)] = [:]
        for line in lines {
            guard let money = line.money else { continue }
            let sum = sums[line.currency] ?? (0, 0)
            sums[line.currency] = (sum.count + 1, sum.amount + Int128(money.minorUnits))
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value.count, $0.value.amount) }
    }
}

extension NamedParty {
    /// The user as commands name one.
    func recipient(_ claims: ClaimHasher) -> Recipient {
        switch self {
        case .name(let name): .username(claims.username(name))
        case .number(let number): .user(UserID(number))
        }
    }
}

extension Recipient {
    /// The stream that says who has the name; nil for a number.
    fileprivate var claim: StreamID? {
        switch self {
        case .user: nil
        case .username(let name): .username(name)
        case .email(let address): .email(address)
        }
    }
}
