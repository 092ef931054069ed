import Events
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Projections

/// Events that can't be projected, read or stored.
@Suite(.patient) struct PoisonTests {
    private static let parties = TransferParties(sender: .house, receiver: .sales)
    private static let user = UserID(999_999)
    private static let service = ServiceID(UUID128(high: 9, low: 9))

    @Test(
        arguments: [
            (
                .holds, "holds", .hold(HoldID(999_999)),
                .hold(.confirmed(HoldReference(slot: SlotID(1), user: UserID(3))))
            ),
            (
                .transactions, "pending_transfers", .transfer(TransferID(999_999)),
                .transfer(.voided(parties))
            ),
            (
                .orderHistory, "order_history", .order(OrderID(999_999)),
                .order(.done(OrderReference(user: user)))
            ),
            (.users, "users", .user(user), .user(.restored)),
            (.baskets, "baskets", .basket(user), .basket(.ordered(OrderID(7)))),
            (.services, "services", .services, .service(.delisted(service))),
            (
                .invitations, "invitations", .invitation(InvitationID(999_999)),
                .invitation(.withdrawn)
            ),
            (
                .sessions, "sessions", .session(SessionID(999_999)),
                .session(.ended(SessionEnded(user: user, reason: .signedOut)))
            ),
        ] as [(ReadModel, String, StreamID, Event)]
    )
    func `an event that can't be projected stops only its read model`(
        stopped: ReadModel,
        table: String,
        stream: StreamID,
        event: Event
    ) throws {
        var random = RandomHistory(seed: 4)
        random.grow(to: 100)
        var history = random.history
        let poison = history.next
        history.command(stream, event)
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
            if name == stopped {
                #expect(checkpoint.position.advanced(by: 1) == poison)
                #expect(checkpoint.errorPosition == poison)
                #expect(checkpoint.error?.contains(table) == true)
            } else {
                #expect(checkpoint.position == history.events.last?.position)
                #expect(checkpoint.error == nil)
            }
        }
        #expect(published.positions[stopped]?.advanced(by: 1) == poison)
        // The events before it are projected.
        let sound = try ReadDatabase()
        try sound.append(random.history.events)
        try sound.session().session.settle()
        #expect(try database.contents()[table] == sound.contents()[table])
        // After a restart the read model tries the event again, and stops again.
        let (restarted, _) = try database.session()
        try restarted.settle()
        #expect(try database.checkpoints()[stopped]?.errorPosition == poison)
    }

    @Test func `an unreadable event stops only the read models of its entity`() throws {
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
                .services, .baskets, .sessions, .totals, .invitations:
                #expect(checkpoint.position == LogPosition(8))
                #expect(checkpoint.error == nil)
            }
        }
    }

    @Test func `a row that PostgreSQL refuses stops its read model at its event`() throws {
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
