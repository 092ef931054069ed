import Commands
import Entities
import Events
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Crypto
@testable import Identity
@testable import Model
@testable import Node
@testable import Queries
@testable import Runtime
@testable import Settings
@testable import Tool

/// The ended sessions that a node knows when it starts.
@Suite(.patient)
struct RevocationLoaderTests {
    private let database: TestDatabase
    private let options: ConnectionOptions
    private let board = RevocationBoard(clock: ServiceClock())

    init() throws {
        database = try TestDatabase.migrated()
        options = database.options
    }

    private var revocations: [Revocation] {
        board.entries(from: 0).entries.compactMap { entry in
            if case .revoked(let revocation) = entry.change { revocation } else { nil }
        }
    }

    private func done(_ outcomes: [Outcome]) throws -> LogPosition {
        guard case .done(let position, _, _)? = outcomes.last else {
            throw Complaint("not done: \(outcomes)")
        }
        return position
    }

    @Test func `events after the read models are read from the log`() throws {
        var writer = LocalWriter(options, Configuration())
        let registration = Registration(
            username: "alice",
            email: "alice@example.org",
            name: nil,
            password: Password("password-1")
        )
        let register = registration.command(
            cost: PasswordHash.Cost(logN: 4, r: 8, p: 1),
            claims: ClaimHasher(key: [UInt8](repeating: 7, count: 32)),
            grant: Money(0, .rub)
        )
        _ = try done(writer.perform([register], as: .anonymous))
        let alice = UserID(3)
        func start() throws -> SessionID {
            let command = StartSession(alice, passwordChanges: 0, lifetimeSeconds: 60)
            return SessionID(createdAt: try done(writer.perform([command], as: Actor(alice))))
        }
        let (ended, kept) = (try start(), try start())
        _ = try done(writer.perform([EndSession(ended)], as: Actor(alice)))
        let change = ChangePassword(passwordHash: "scrypt$", keeping: kept, passwordChanges: 0)
        let cut = SessionID(createdAt: try done(writer.perform([change], as: Actor(alice))))
        try RevocationLoader(database: options, board: board).start()
        #expect(
            revocations == [.session(ended), .sessions(of: alice, before: cut, kept: kept)]
        )
    }

    @Test func `the read models are asked for the revocations of the longest token lifetime`()
        throws
    {
        try database.connect().script(
            """
            INSERT INTO read.sessions
                (session_id, user_id, started_at, expires_at, ended_at, position)
            VALUES (10, 3, now(), now(), now(), 1), (11, 3, now(), now(), NULL, 1),
                (12, 3, now(), now(), now() - interval '25 hours', 1);
            INSERT INTO read.users
                (user_id, roles, created_at, position, sessions_ended_at, sessions_ended_before,
                    session_kept)
            VALUES (3, '[]', now(), 1, now(), 20, 11), (4, '[]', now(), 1, NULL, NULL, NULL),
                (5, '[]', now(), 1, now() - interval '25 hours', 20, NULL)
            """
        )
        let loader = RevocationLoader(database: options, board: board)
        #expect(loader.load() == nil)
        let all: [Revocation] = [
            .session(SessionID(10)),
            .sessions(of: UserID(3), before: SessionID(20), kept: SessionID(11)),
        ]
        #expect(revocations == all)
        #expect(loader.load() == nil)
        #expect(revocations == all)
    }
}
