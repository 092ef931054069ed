import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct UserProjectorTests {
    private static let deleted = UserEvent.deleted(UserDeleted(endedBefore: SessionID(6)))
    private static let changed = UserEvent.passwordChanged(
        PasswordChanged(endedBefore: SessionID(5), kept: SessionID(3))
    )

    private func row(_ events: [UserEvent]) throws -> UserRow {
        var history = History()
        let user = history.register(grant: 0)
        for event in events { history.command(.user(user), .user(event)) }
        return try #require(try fold(UserProjector.self, history.events)[user])
    }

    @Test func `a role is listed once even if granted twice`() throws {
        let granted = UserEvent.roleGranted(RoleGranted(role: .admin))
        let row = try row([granted, granted])
        #expect(row.roles == [.admin])
        #expect(row.createdAt == History.time(1))
        #expect(row.position == LogPosition(6))
        #expect(row.state == .active)
        #expect(row.cut == nil)
    }

    @Test(
        arguments: [
            ([deleted], .deleted),
            ([deleted, .restored], .active),
            ([deleted, .restored, deleted], .deleted),
            ([deleted, .erased], .erased),
        ] as [([UserEvent], UserState)]
    )
    func `a user is deleted, restored and erased`(events: [UserEvent], state: UserState) throws {
        let row = try row(events)
        #expect(row.state == state)
        #expect(row.position == LogPosition(4 + Int64(events.count)))
    }

    @Test func `a change of password ends all earlier sessions but the kept one`() throws {
        let kept = SessionID(3)
        let changed = PasswordChanged(endedBefore: SessionID(5), kept: kept)
        let cut = try #require(try row([.passwordChanged(changed)]).cut)
        #expect(cut == SessionCut(endedAt: History.time(2), before: SessionID(5), kept: kept))
        #expect(cut.ends(SessionID(4)))
        #expect(!cut.ends(kept))
        #expect(!cut.ends(SessionID(6)))
    }

    @Test func `sessions ended by a deletion stay ended after the user is restored`() throws {
        let cut = try row([Self.changed, Self.deleted, .restored]).cut
        #expect(cut == SessionCut(endedAt: History.time(3), before: SessionID(6), kept: nil))
    }

    @Test(arguments: [deleted, .restored, .erased, changed])
    func `a user who never registered can't be changed`(event: UserEvent) throws {
        var history = History()
        history.command(.user(UserID(9)), .user(event))
        #expect(throws: ProjectionFault(LogPosition(1), .noRow(table: "users", id: "9"))) {
            try fold(UserProjector.self, history.events)
        }
    }
}
