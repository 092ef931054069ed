import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct SessionProjectorTests {
    private let session = SessionID(1)
    private static let user = UserID(4)

    private func history(_ events: [SessionEvent]) -> History {
        var history = History()
        let started = SessionStarted(user: Self.user, expiresAt: History.time(100))
        history.command(.session(session), .session(.started(started)))
        for event in events { history.command(.session(session), .session(event)) }
        return history
    }

    private static func refreshed(_ generation: Int64) -> SessionEvent {
        .refreshed(
            SessionRefreshed(
                user: user,
                generation: generation,
                expiresAt: History.time(100 * Int(generation))
            )
        )
    }

    private static func ended(_ reason: SessionEndReason) -> SessionEvent {
        .ended(SessionEnded(user: user, reason: reason))
    }

    @Test func `a refreshed session expires later`() throws {
        let events = history([Self.refreshed(2), Self.refreshed(3)]).events
        #expect(
            try fold(SessionProjector.self, events)[session]
                == SessionRow(
                    session: session,
                    user: Self.user,
                    startedAt: History.time(1),
                    expiresAt: History.time(300),
                    endedAt: nil,
                    position: LogPosition(3)
                )
        )
    }

    @Test(arguments: SessionEndReason.allCases)
    func `the end of a session is stored and announced`(reason: SessionEndReason) throws {
        var batch = ProjectionBatch(kind: .advanced, positions: [:])
        let open = try fold(SessionProjector.self, history([Self.refreshed(2)]).events)
        SessionProjector.announce(try #require(open[session]), in: &batch)
        #expect(batch.endedSessions.isEmpty)
        let rows = try fold(SessionProjector.self, history([Self.ended(reason)]).events)
        let row = try #require(rows[session])
        #expect(row.endedAt == History.time(2))
        SessionProjector.announce(row, in: &batch)
        #expect(batch.endedSessions == [session])
    }

    @Test(arguments: [refreshed(2), ended(.signedOut)])
    func `a session that never started can't be changed`(event: SessionEvent) {
        var history = History()
        history.command(.session(session), .session(event))
        #expect(throws: ProjectionFault(LogPosition(1), .noRow(table: "sessions", id: "1"))) {
            try fold(SessionProjector.self, history.events)
        }
    }
}
