import Events
import Postgres
import TestSupport
import Testing

@testable import Projections

@Suite struct ProjectionSessionTests {
    /// What the projectors make of the events, without PostgreSQL.
    private func expectBalances(
        _ published: Published,
        _ events: [RecordedEvent]
    ) throws {
        #expect(published.balances == (try fold(BalanceProjector.self, events)))
    }

    @Test(arguments: [1, 2, 3] as [UInt64], [7, 5_000])
    func `rows are the same whatever the size of the batches`(seed: UInt64, limit: Int) throws {
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

    @Test func `changed users, shops and accounts are named`() throws {
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

    @Test func `an event that can't be projected stops its projection alone`() throws {
        var random = RandomHistory(seed: 4)
        random.grow(to: 100)
        var history = random.history
        let poison = history.next
        history.command(
            .hold(HoldID(999_999)),
            .hold(.confirmed(HoldReference(slot: SlotID(1), user: UserID(3))))
        )
        let slot = SlotID(createdAt: history.next)
        history.command(
            .slot(slot),
            .slot(.created(SlotDetails(title: "", capacity: 1, startsAt: nil)))
        )
        let database = try ReadDatabase()
        try database.append(history.events)
        let (session, published) = try database.session()
        try session.settle()
        let checkpoints = try database.checkpoints()
        for (name, checkpoint) in checkpoints {
            if name == .holds {
                #expect(checkpoint.position.advanced(by: 1) == poison)
                #expect(checkpoint.errorPosition == poison)
                #expect(checkpoint.error?.contains("holds") == true)
            } else {
                #expect(checkpoint.position == history.events.last?.position)
                #expect(checkpoint.error == nil)
            }
        }
        #expect(published.positions[.holds]?.advanced(by: 1) == poison)
        #expect(
            try database.contents()["holds"]?.count
                == fold(HoldProjector.self, random.history.events).count
        )
        // After a restart it is tried again, and stops again.
        let (restarted, _) = try database.session()
        try restarted.settle()
        #expect(try database.checkpoints()[.holds]?.errorPosition == poison)
    }

    @Test func `an event that can't be read stops those that it concerns`() throws {
        var history = History()
        history.register()
        let database = try ReadDatabase()
        try database.append(history.events)
        try database.connection.script(
            """
            INSERT INTO log.events (position, stream, version, type, schema, data, command, actor,
                recorded_at)
            VALUES (7, 'slot-7', 1, 'slot.created', 1, '{"nonsense": 1}',
                '00000000-0000-0000-0000-000000000001', 0, now()),
                (8, 'account-house', 2, 'account.opened', 1, '{"owner": 1, "currency": "RUB"}',
                '00000000-0000-0000-0000-000000000001', 0, now());
            INSERT INTO log.batches (last_position, first_position, previous_hash, hash,
                recorded_at)
            VALUES (8, 7, sha256('a'), sha256('b'), now())
            """
        )
        let (session, _) = try database.session()
        try session.settle()
        for (name, checkpoint) in try database.checkpoints() {
            switch name {
            case .slotAvailability:
                #expect(checkpoint.position == LogPosition(6))
                #expect(checkpoint.errorPosition == LogPosition(7))
            case .balances:
                // The house account is made by its first posting: opening it is a fault as well.
                #expect(checkpoint.errorPosition == LogPosition(8))
            case .transactions, .holds, .orderHistory, .catalog, .users, .activity, .rates,
                .services,
                .baskets, .sessions:
                #expect(checkpoint.position == LogPosition(8))
                #expect(checkpoint.error == nil)
            }
        }
    }

    @Test func `a row that PostgreSQL refuses stops its projection at its event`() throws {
        var random = RandomHistory(seed: 5)
        random.grow(to: 120)
        var history = random.history
        let poison = history.next
        history.transfer(from: .house, to: .sales, 424_242)
        history.transfer(from: .house, to: .sales, 1)
        let database = try ReadDatabase()
        try database.connection.script(
            "ALTER TABLE read.transactions ADD CHECK (amount <> 424242)"
        )
        try database.append(history.events)
        let (session, _) = try database.session()
        try session.settle()
        let checkpoints = try database.checkpoints()
        #expect(checkpoints[.transactions]?.position.advanced(by: 1) == poison)
        #expect(checkpoints[.transactions]?.errorPosition == poison)
        #expect(checkpoints[.balances]?.position == history.events.last?.position)
    }
}
