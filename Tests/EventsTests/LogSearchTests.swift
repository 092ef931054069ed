import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Model
@testable import Text

/// Every search is compared with the same search done by hand over the whole log.
@Suite(.patient) struct LogSearchTests {
    private let database: TestDatabase
    private let reader: LogReader
    private let all: [RecordedEvent]

    /// The tests only read it.
    private static let filled = Result { try fill() }

    init() throws {
        database = try Self.filled.get()
        reader = try database.reader()
        all = try reader.read(after: .start, limit: 1_000)
    }

    /// 40 transfers between three accounts, with an opened account after every tenth.
    private static func fill() throws -> TestDatabase {
        let fixture = try LogFixture()
        let log = fixture.log()
        for index in 1...40 {
            var events = Batches.transfer(
                from: Int64(index % 3 + 1),
                to: Int64((index + 1) % 3 + 1)
            )
            if index % 10 == 0 { events.append(Batches.opened(Int64(100 + index))) }
            if index == 17 { events.append(session) }
            try log.append(events)
        }
        return fixture.database
    }

    private static let session = NewEvent(
        .session(SessionID(9)),
        .session(.ended(SessionEnded(user: UserID(1), reason: .signedOut)))
    )

    private static let streams: [LogSearch.Streams] = [
        .all, .one(.account(AccountID(2))), .one(.account(AccountID(110))),
        .one(.account(AccountID(999))), .kind(.account), .kind(.session), .kind(.slot),
    ]
    private static let types: [EventType?] = [
        nil, .account(.debited), .account(.opened), .slot(.created),
    ]

    private func fits(_ event: RecordedEvent, _ search: LogSearch) -> Bool {
        if let type = search.type, event.event.type != type { return false }
        return switch search.streams {
        case .all: true
        case .one(let stream): event.stream == stream
        case .kind(let kind): event.stream.name.hasPrefix(kind.prefix)
        }
    }

    @Test(arguments: streams, types)
    func `pages back from the end contain every matching event once`(
        streams: LogSearch.Streams,
        type: EventType?
    ) throws {
        for (limit, reach) in [(7, 1_000), (3, 5), (1_000, 10), (1_000, 1_000), (1, 1)] {
            var found: [Int64] = []
            var before: LogPosition?
            var pages = 0
            repeat {
                let search = LogSearch(
                    streams,
                    type: type,
                    direction: .back(before: before),
                    limit: limit,
                    reach: reach
                )
                let page = try reader.search(search)
                #expect(page.entries.count <= limit)
                #expect(page.entries.allSatisfy { $0.position >= page.scanned })
                #expect(before.map { page.scanned < $0 } ?? true)
                found += page.entries.map(\.position.rawValue)
                before = page.scanned
                pages += 1
            } while before.map { $0.rawValue > 1 } ?? false && pages < 200
            let expected = all.filter { fits($0, LogSearch(streams, type: type, limit: 1)) }
            #expect(found == expected.map(\.position.rawValue).reversed())
        }
    }

    @Test(arguments: streams, types)
    func `pages forward from the start reach the end and contain every matching event once`(
        streams: LogSearch.Streams,
        type: EventType?
    ) throws {
        let end = try #require(all.last?.position)
        for (limit, reach) in [(7, 1_000), (3, 5), (1_000, 10), (1, 1)] {
            var found: [Int64] = []
            var after = LogPosition.start
            var pages = 0
            while after < end, pages < 200 {
                let search = LogSearch(
                    streams,
                    type: type,
                    direction: .forth(after: after),
                    limit: limit,
                    reach: reach
                )
                let page = try reader.search(search)
                #expect(page.scanned > after && page.scanned <= end && page.end == end)
                found += page.entries.map(\.position.rawValue)
                after = page.scanned
                pages += 1
            }
            let expected = all.filter { fits($0, LogSearch(streams, type: type, limit: 1)) }
            #expect(found == expected.map(\.position.rawValue))
        }
    }

    @Test func `a search scans at most the given number of positions`() throws {
        let end = try #require(all.last?.position.rawValue)
        let back = LogSearch(.kind(.slot), limit: 10, reach: 12)
        #expect(try reader.search(back).scanned == LogPosition(end - 11))
        let forth = LogSearch(
            .all,
            type: .slot(.created),
            direction: .forth(after: LogPosition(4)),
            limit: 10,
            reach: 12
        )
        #expect(try reader.search(forth).scanned == LogPosition(16))
    }

    @Test(arguments: [LogSearch.Streams.all, .one(.account(AccountID(1))), .kind(.account)])
    func `an empty log gives an empty page`(streams: LogSearch.Streams) throws {
        let reader = try LogFixture().reader()
        for direction in [LogSearch.Direction.back(before: nil), .forth(after: .start)] {
            let page = try reader.search(LogSearch(streams, direction: direction, limit: 5))
            #expect(page.entries.isEmpty)
            #expect(page.scanned == .start && page.end == .start)
        }
    }

    @Test func `an event is shown as stored, even if it is unreadable`() throws {
        // A log of its own, since it is changed.
        let database = try Self.fill()
        let reader = try database.reader()
        let last = try #require(all.last)
        let entry = try #require(try reader.search(LogSearch(limit: 1)).entries.first)
        var (shown, printed) = (JSONWriter(), JSONWriter())
        entry.write(in: EpochID(7), to: &shown)
        last.write(in: EpochID(7), to: &printed)
        #expect(shown.bytes == printed.bytes)
        let next = last.position.rawValue + 1
        try database.connect().script(
            """
            BEGIN;
            INSERT INTO log.events
                (position, stream, version, type, schema, data, command, actor, recorded_at)
            VALUES (\(next), 'hold-1', 1, 'hold.exploded', 1, '{"a": 1}', gen_random_uuid(), 0,
                now());
            INSERT INTO log.batches (last_position, first_position, previous_hash, hash, recorded_at)
            SELECT \(next), \(next), hash, hash, now()
            FROM log.batches ORDER BY last_position DESC LIMIT 1;
            COMMIT
            """
        )
        let page = try reader.search(LogSearch(.kind(.hold), limit: 1))
        #expect(page.entries.map(\.type) == ["hold.exploded"])
        #expect(page.entries.first?.data == Array(#"{"a": 1}"#.utf8))
    }

    @Test func `every stream has a kind and every kind has a stream`() throws {
        let hash = ClaimHash(UUID128(high: 1, low: 2))
        let streams: [StreamID] = [
            .user(UserID(1)), .session(SessionID(1)), .username(hash), .email(hash),
            .account(AccountID(1)), .transfer(TransferID(1)), .rates, .slot(SlotID(1)),
            .hold(HoldID(1)), .shop(ShopID(1)), .product(ProductID(1)), .basket(UserID(1)),
            .order(OrderID(1)), .services, .invitation(InvitationID(1)),
        ]
        for kind in StreamKind.allCases {
            #expect(streams.count { $0.name.hasPrefix(kind.prefix) } == 1)
        }
        #expect(streams.count == StreamKind.allCases.count)
    }
}
