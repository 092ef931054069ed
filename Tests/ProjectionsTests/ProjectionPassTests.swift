import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Projections

@Suite(.patient) struct ProjectionPassTests {
    /// The rows that the projectors make of the events, without PostgreSQL.
    private func expectBalances(
        _ published: Published,
        _ events: [RecordedEvent]
    ) throws {
        #expect(published.balances == (try fold(BalanceProjector.self, events)))
    }

    @Test(arguments: [1, 2, 3] as [UInt64], [7, 5_000])
    func `rows are the same for any size of the batches`(seed: UInt64, limit: Int) throws {
        var random = RandomHistory(seed: seed)
        random.grow(to: 400)
        let events = random.history.events
        let database = try ReadDatabase()
        try database.append(events)
        let (session, published) = try database.session(batchLimit: limit)
        try session.settle()
        try expectBalances(published, events)
        let contents = try database.contents()
        #expect(contents["balances"]?.count == published.balances.count)
        #expect(
            contents["transactions"]?.count
                == (try fold(TransactionProjector.self, events)).count
        )
        #expect(contents["holds"]?.count == (try fold(HoldProjector.self, events)).count)
        let checkpoints = try database.checkpoints()
        #expect(checkpoints.values.allSatisfy { $0.position == events.last?.position })
        #expect(published.batches.first?.kind == .reset)
        #expect(published.batches.dropFirst().allSatisfy { $0.kind == .advanced })
    }

    @Test func `events from the feed and from the log give the same rows`() throws {
        var random = RandomHistory(seed: 9)
        random.grow(to: 300)
        let fed = try ReadDatabase()
        let feed = CommitFeed()
        let (session, published) = try fed.session(feed)
        for command in Dictionary(grouping: random.history.events, by: \.recordedAt)
            .sorted(by: { $0.key < $1.key })
        {
            try fed.append(command.value, to: feed)
            #expect(try session.step() == .moved)
        }
        try session.settle()
        let read = try ReadDatabase()
        try read.append(random.history.events)
        let (other, otherPublished) = try read.session()
        try other.settle()
        #expect(try fed.contents() == read.contents())
        #expect(published.balances == otherPublished.balances)
        #expect(published.positions == otherPublished.positions)
    }

    @Test func `a step ends at a gap of the feed, and one that only follows counts no events`()
        throws
    {
        var history = History()
        _ = history.register()
        let database = try ReadDatabase()
        try database.append(history.events)
        let feed = CommitFeed()
        let (session, _) = try database.session(feed)
        try session.settle()
        var done = history.events.count
        func append(to feed: CommitFeed?) throws -> LogPosition? {
            _ = history.register()
            try database.append(history.events[done...], to: feed)
            done = history.events.count
            return history.events.last?.position
        }
        let own = try append(to: feed)
        let others = try append(to: nil)
        #expect(try session.step() == .moved)
        #expect(session.lastBatchCount > 0)
        #expect(session.slowest == own)
        #expect(session.waitPosition == others)
        #expect(try session.step() == .moved)
        #expect(session.lastBatchCount > 0)
        #expect(session.slowest == others)
        // Another node holds all checkpoints.
        let other = try database.database.connect()
        try other.script("BEGIN; SELECT name FROM read.checkpoints FOR UPDATE")
        let last = try append(to: nil)
        #expect(try session.step() == .contended)
        #expect(session.lastBatchCount == 0)
        #expect(session.slowest == others)
        #expect(session.waitPosition == last)
    }

    @Test func `a stored row that was removed by hand is written again`() throws {
        var history = History()
        let sender = AccountID(of: history.register())
        let receiver = AccountID(of: history.register())
        let database = try ReadDatabase()
        try database.append(history.events)
        let (session, published) = try database.session()
        try session.settle()
        try database.connection.script(
            "DELETE FROM read.balances WHERE account_id = \(receiver.rawValue)"
        )
        let done = history.events.count
        history.transfer(from: sender, to: receiver, 4)
        try database.append(history.events[done...])
        try session.settle()
        try expectBalances(published, history.events)
        #expect(try database.contents()["balances"]?.count == published.balances.count)
    }

    @Test func `changed users, shops and accounts are announced`() throws {
        var history = History()
        let sender = history.register()
        let receiver = history.register()
        let database = try ReadDatabase()
        try database.append(history.events)
        let (session, published) = try database.session()
        try session.settle()
        let registered = try #require(published.batches.last).users.map(\.user)
        #expect(Set(registered) == [sender, receiver])
        var more = History(after: try #require(history.events.last).position)
        more.transfer(from: .house, to: .sales, 4)
        try database.append(
            more.events.map { event in
                let version = history.versions[event.stream, default: .none].next
                return RecordedEvent(
                    position: event.position,
                    stream: event.stream,
                    version: version,
                    event: event.event,
                    origin: event.origin,
                    recordedAt: history.now
                )
            }
        )
        try session.settle()
        let last = try #require(published.batches.last)
        #expect(last.transactionAccounts == [.house, .sales])
        #expect(last.users.isEmpty)
        #expect(last.balances.count == 2)
        #expect(last.catalogs.isEmpty)
    }

    @Test func `users concerned by changes of wallet, sessions, baskets and orders are announced`()
        throws
    {
        var history = History()
        let user = history.register()
        let account = AccountID(of: user)
        let receiver = AccountID(of: history.register(grant: 0))
        let session = SessionID(createdAt: history.next)
        let started = SessionStarted(user: user, expiresAt: History.time(900))
        history.command(.session(session), .session(.started(started)))
        let database = try ReadDatabase()
        let (projection, published) = try database.session()
        var done = 0
        func batch() throws -> ProjectionBatch {
            try database.append(history.events[done...])
            done = history.events.count
            try projection.settle()
            return try #require(published.batches.last)
        }
        #expect(try batch().endedSessions.isEmpty)

        let transfer = history.reserve(from: account, to: receiver, 5)
        let reserved = try batch()
        #expect(reserved.transactionAccounts == [account, receiver])
        #expect(reserved.balances.map(\.pending) == [5])
        #expect(!reserved.ratesChanged)
        #expect(!reserved.servicesChanged)

        history.post(transfer, 5)
        history.reverse(transfer, TransferParties(sender: account, receiver: receiver), 5)
        let ended = SessionEnded(user: user, reason: .signedOut)
        history.command(.session(session), .session(.ended(ended)))
        let last = try batch()
        #expect(last.transactionAccounts == [account, receiver])
        #expect(last.endedSessions == [session])

        let lines = [BasketLine(product: ProductID(1), quantity: 1)]
        history.command(.basket(user), .basket(.changed(BasketChanged(lines: lines))))
        let rates = RatesRecorded(
            quotes: [RateQuote(currency: .rub, rate: try #require(ExactDecimal("92.5")))],
            quotedAt: History.time(1)
        )
        history.command(.rates, .rates(.recorded(rates)))
        let details = ServiceDetails(
            service: ServiceID(UUID128(high: 1, low: 2)),
            name: "",
            description: ""
        )
        history.command(.services, .service(.listed(details)))
        let drafted = OrderDrafted(
            user: user,
            services: [OrderedService(service: details.service, name: "")]
        )
        history.command(.order(OrderID(createdAt: history.next)), .order(.drafted(drafted)))
        let changed = PasswordChanged(
            endedBefore: SessionID(createdAt: history.next),
            kept: nil
        )
        history.command(.user(user), .user(.passwordChanged(changed)))
        let other = try batch()
        #expect(other.basketUsers == [user])
        #expect(other.ratesChanged)
        #expect(other.servicesChanged)
        #expect(other.orderUsers == [user])
        #expect(other.users.map(\.cut?.before) == [changed.endedBefore])
        #expect(other.transactionAccounts.isEmpty)
    }
}
