import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

private func code(_ number: UInt64) -> ClaimHash { ClaimHash(UUID128(high: 9, low: number)) }

private func issued(_ number: UInt64, to user: UserID = alice, seconds: Int = 3_600) -> NewEvent {
    let deadline = Given.start.advanced(bySeconds: seconds)
    return on(
        user,
        .passwordResetIssued(PasswordResetIssued(code: code(number), expiresAt: deadline))
    )
}

/// Alice and Bob, both administrators.
private let both = registered(alice) + registered(bob, 2) + [granted(alice), granted(bob)]

@Suite("12.7: the administrator's role", .patient)
struct AdministratorRoleTests {
    private let revokeAlice = RevokeRole(of: .user(alice), role: .admin)

    @Test func `an administrator gives the role and takes it, which ends the user's sessions`() {
        given(registered(alice), registered(bob, 2), [granted(bob)])
            .when(GrantRole(to: .user(alice), role: .admin), by: bob)
            .then(granted(alice))
        given(both).when(revokeAlice, by: bob).then(revoked(alice))
        given(both, [started(evening, of: alice), revoked(alice, at: 900)])
            .when(EndSession(evening), by: alice)
            .then(.sessionEnded)
    }

    @Test func `a deleted user is given no role`() {
        given(registered(alice), deleted(alice, at: 900), registered(bob, 2), [granted(bob)])
            .when(GrantRole(to: .user(alice), role: .admin), by: bob)
            .then(.userDeleted)
    }

    @Test func `a user whose role was taken can take and give none`() {
        let taken = both + [revoked(bob, at: 900)]
        given(taken).when(revokeAlice, by: bob).then(Refusal.forbidden(.administrator))
        given(taken).when(GrantRole(to: .user(bob), role: .admin), by: bob)
            .then(Refusal.forbidden(.administrator))
        given(taken).when(EndSessions(of: alice), by: bob).then(Refusal.forbidden(.administrator))
    }

    @Test func `of two administrators who take each other's role the second is refused`() throws {
        let first = try given(both).when(revokeAlice, by: bob).result.get()
        given(both, first.events)
            .when(RevokeRole(of: .user(bob), role: .admin), by: alice)
            .then(Refusal.forbidden(.administrator))
    }

    @Test func `nobody takes the own role, and a deleted administrator acts no more`() {
        given(both).when(revokeAlice, by: alice).then(.ownUser)
        given(both, deleted(bob, at: 900)).when(revokeAlice, by: bob).then(
            Refusal.forbidden(.administrator)
        )
    }

    @Test func `a role that a user does not have can't be taken`() {
        given(registered(alice), registered(bob, 2), [granted(bob)])
            .when(revokeAlice, by: bob)
            .then(.roleNotGranted)
        given([granted(bob)], registered(bob, 2)).when(revokeAlice, by: bob)
            .then(Refusal.notFound(.user))
    }

    /// Ways in which Alice could stop being an administrator.
    enum Way: CaseIterable {
        case role
        case delete
        case deletedByOther
        case erase
        case eraseByName

        var command: any Command {
            switch self {
            case .role: RevokeRole(of: .user(alice), role: .admin)
            case .delete: DeleteUser()
            case .deletedByOther: DeleteOtherUser(alice)
            case .erase: EraseUser(.user(alice))
            case .eraseByName: EraseUser(.username(name(1)))
            }
        }

        var actor: Actor {
            switch self {
            case .role, .deletedByOther, .erase, .eraseByName: .system
            case .delete: Actor(alice)
            }
        }

        var events: [NewEvent] {
            switch self {
            case .role: [revoked(alice)]
            case .delete, .deletedByOther: deleted(alice)
            case .erase, .eraseByName: deleted(alice) + [on(alice, .erased)]
            }
        }
    }

    private static let histories: [(events: [NewEvent], remains: Bool)] = {
        let aliceAlone: [NewEvent] = registered(alice) + registered(bob, 2) + [granted(alice)]
        let bobLost: [NewEvent] = both + [revoked(bob, at: 900)]
        let bobDeleted: [NewEvent] = both + deleted(bob, at: 900)
        let bobBack: [NewEvent] = bobDeleted + restored(bob)
        return [
            (both, true), (aliceAlone, false), (bobLost, false), (bobDeleted, false),
            (bobBack, true),
        ]
    }()

    @Test(arguments: Way.allCases, histories)
    func `an administrator goes only if another one remains`(
        way: Way,
        history: (events: [NewEvent], remains: Bool)
    ) {
        let verdict = given(history.events).when(way.command, by: way.actor)
        if history.remains {
            verdict.then(way.events)
        } else {
            verdict.then(.lastAdministrator)
        }
    }

    @Test(arguments: [Way.delete, .deletedByOther, .erase, .eraseByName])
    func `who is no administrator, or none any more, may always go`(way: Way) {
        let lost = registered(alice) + [granted(alice), revoked(alice, at: 900)]
        for events in [registered(alice), lost] {
            given(events).when(way.command, by: way.actor).then(way.events)
        }
    }

    @Test func `of two administrators who delete themselves the second stays`() throws {
        let first = try given(both).when(DeleteUser(), by: alice).result.get()
        given(both, first.events).when(DeleteUser(), by: bob).then(.lastAdministrator)
    }

    @Test func `a taken role can be given again`() {
        given(both, [revoked(alice, at: 900)])
            .when(GrantRole(to: .user(alice), role: .admin), by: bob)
            .then(granted(alice))
    }
}

@Suite("12.7: codes for another password", .patient)
struct PasswordResetTests {
    private let redeem = RedeemPasswordReset(of: alice, code: code(1), passwordHash: "scrypt$2")
    private func issue(_ user: UserID) -> IssuePasswordReset {
        IssuePasswordReset(
            for: .user(user),
            code: code(1),
            expiresAt: Given.start.advanced(bySeconds: 3_600)
        )
    }

    @Test func `an administrator issues a code, and nobody else does`() {
        given(both).when(issue(alice), by: bob).then(issued(1))
        given(both).when(issue(alice), by: .system).then(issued(1))
        given(registered(alice), registered(bob, 2)).when(issue(alice), by: bob)
            .then(Refusal.forbidden(.administrator))
        given(both).when(issue(alice), by: alice).then(.ownUser)
        given(both, deleted(alice, at: 900)).when(issue(alice), by: bob).then(.userDeleted)
    }

    @Test func `a code changes the password and ends every session`() throws {
        let verdict = given(registered(alice), [started(evening, of: alice), issued(1)])
            .when(redeem, by: .anonymous)
        verdict.then(passwordChanged(alice))
        let decision = try verdict.result.get()
        #expect(decision.person == .passwordChanged(alice, passwordHash: "scrypt$2"))
    }

    private static let invalid: [[NewEvent]] = {
        let thenDeleted: [NewEvent] = [issued(1)] + deleted(alice, at: 900)
        return [
            [], [issued(2)], [issued(1), issued(2)],
            [issued(1), passwordChanged(alice, at: 900)], thenDeleted,
            thenDeleted + restored(alice), [issued(1, seconds: 40)],
        ]
    }()

    @Test(arguments: invalid)
    func `a code that is wrong, replaced, used, late or of a deleted user is refused`(
        events: [NewEvent]
    ) {
        given(registered(alice), events).when(redeem, by: .anonymous, after: 40)
            .then(.codeInvalid)
    }

    @Test func `a code of nobody is refused like a wrong one`() {
        given().when(redeem, by: .anonymous).then(.codeInvalid)
    }
}

@Suite("12.7: sessions and details", .patient)
struct OwnDetailsTests {
    private func change(
        email number: UInt64?,
        name: Change<String> = .keep,
        passwordChanges: Int64 = 0
    ) -> ChangeDetails {
        ChangeDetails(
            email: number.map { (address($0), "new@example.org") },
            name: name,
            passwordChanges: passwordChanges
        )
    }

    private func changed(_ email: ClaimHash?) -> NewEvent {
        on(alice, .detailsChanged(DetailsChanged(email: email)))
    }

    @Test func `a new address is claimed, and one claimed before is taken up again`() throws {
        let verdict = given(registered(alice)).when(change(email: 5), by: alice)
        verdict.then(
            NewEvent(.email(address(5)), .claim(.emailClaimed(alice))),
            changed(address(5))
        )
        let details = PersonDetails(email: "new@example.org", name: .same)
        #expect(try verdict.result.get().person == .detailsChanged(alice, details))
        given(registered(alice)).when(change(email: 1), by: alice).then(changed(address(1)))
    }

    @Test func `another user's address is refused, given up or not`() {
        given(registered(alice), registered(bob, 2)).when(change(email: 2), by: alice)
            .then(.emailTaken)
    }

    @Test func `7: an account has only so many addresses, and may go back to each`() {
        let all = 2..<UInt64(ChangeDetails.maximumEmails) + 1
        let history = all.flatMap { number in
            [
                NewEvent(.email(address(number)), .claim(.emailClaimed(alice))),
                changed(address(number)),
            ]
        }
        let next = all.upperBound
        given(registered(alice), history.dropLast(2)).when(change(email: next), by: alice)
            .then(
                NewEvent(.email(address(next)), .claim(.emailClaimed(alice))),
                changed(address(next))
            )
        let full = given(registered(alice), registered(bob, 99), history)
        full.when(change(email: next), by: alice).then(.tooManyEmails)
        // Whether somebody else has the address is not revealed.
        full.when(change(email: 99), by: alice).then(.tooManyEmails)
        full.when(change(email: 1), by: alice).then(changed(address(1)))
        full.when(change(email: nil, name: .set("Al")), by: alice).then(changed(nil))
    }

    @Test(arguments: [
        (Change<String>.set("Al"), PersonDetails.Name.changed("Al")), (.clear, .changed(nil)),
    ])
    func `a name is changed or deleted without a word of it in the log`(
        name: Change<String>,
        stored: PersonDetails.Name
    ) throws {
        let verdict = given(registered(alice)).when(change(email: nil, name: name), by: alice)
        verdict.then(changed(nil))
        let details = PersonDetails(email: nil, name: stored)
        #expect(try verdict.result.get().person == .detailsChanged(alice, details))
    }

    @Test func `details checked against an old password are refused`() {
        given(registered(alice), [passwordChanged(alice, at: 900)])
            .when(change(email: 5), by: alice)
            .then(.passwordChanged)
        given(registered(alice), deleted(alice, at: 900))
            .when(change(email: 5), by: alice)
            .then(.userDeleted)
    }

    @Test func `a user ends all other sessions, and an administrator all of another's`() {
        let morning = SessionID(400)
        let open = [started(morning, of: alice), started(evening, of: alice)]
        func ended(_ kept: SessionID?) -> NewEvent {
            let ended = SessionsEnded(endedBefore: SessionID(1_000), kept: kept)
            return on(alice, .sessionsEnded(ended))
        }
        given(both, open).when(EndSessions(of: alice, keeping: evening), by: alice)
            .then(ended(evening))
        given(both, open).when(EndSessions(of: alice), by: bob).then(ended(nil))
        let after =
            open + [
                on(alice, .sessionsEnded(SessionsEnded(endedBefore: SessionID(900), kept: evening)))
            ]
        given(both, after).when(EndSession(morning), by: alice).then(.sessionEnded)
        given(both, after).when(EndSession(evening), by: alice)
            .then(CommandsTests.ended(evening, of: alice))
    }

    @Test func `nobody else's sessions are ended without the role`() {
        given(registered(alice), registered(bob, 2)).when(EndSessions(of: alice), by: bob)
            .then(Refusal.forbidden(.administrator))
    }
}

@Suite("12.8: invitations", .patient)
struct InvitationTests {
    private let invitation = InvitationID(700)
    private let details = PersonalDetails(
        username: "carl",
        email: "carl@example.org",
        name: nil,
        passwordHash: "scrypt$"
    )

    private var issued: NewEvent {
        let deadline = Given.start.advanced(bySeconds: 100)
        return .invitation(
            invitation,
            .issued(InvitationIssued(code: code(3), expiresAt: deadline))
        )
    }

    private func register(_ number: UInt64) -> Register {
        Register(
            username: name(7),
            email: address(7),
            details: details,
            grant: rub(0),
            invitation: Register.Invited(invitation, code: code(number))
        )
    }

    @Test func `a registration redeems its invitation in the same append`() throws {
        let events = try given([issued]).when(register(3), by: .anonymous).result.get().events
        #expect(events.last == .invitation(invitation, .redeemed(UserID(1_002))))
    }

    @Test func `an invitation admits one, before it ends, with its own code`() throws {
        let first = try given([issued]).when(register(3), by: .anonymous).result.get().events
        let spent = first.filter { $0.stream == .invitation(invitation) }
        given([issued], spent).when(register(3), by: .anonymous).then(.codeInvalid)
        given([issued, .invitation(invitation, .withdrawn)]).when(register(3), by: .anonymous)
            .then(.codeInvalid)
        given([issued]).when(register(4), by: .anonymous).then(.codeInvalid)
        given([issued]).when(register(3), by: .anonymous, after: 100).then(.codeInvalid)
        given().when(register(3), by: .anonymous).then(.codeInvalid)
    }

    @Test func `only administrators issue and withdraw invitations, each once`() {
        let issue = IssueInvitation(
            code: code(3),
            expiresAt: Given.start.advanced(bySeconds: 100)
        )
        let withdraw = WithdrawInvitation(invitation)
        let withdrawn = NewEvent.invitation(invitation, .withdrawn)
        given(registered(alice)).when(issue, by: alice).then(Refusal.forbidden(.administrator))
        given(registered(alice), [issued]).when(withdraw, by: alice).then(
            Refusal.forbidden(.administrator)
        )
        given(both, [issued]).when(withdraw, by: alice).then(withdrawn)
        given(both, [issued, withdrawn]).when(withdraw, by: alice).then(.invitationOver)
        given(both).when(withdraw, by: alice).then(Refusal.notFound(.invitation))
    }
}

@Suite("12.9: lost answers of refresh", .patient)
struct RepeatedRefreshTests {
    private func refresh(_ generation: Int64) -> RefreshSession {
        RefreshSession(evening, generation: generation, lifetimeSeconds: lifetime)
    }

    private let once = [
        started(evening, of: alice), refreshed(evening, of: alice, 2, after: 20),
    ]

    @Test(arguments: [20, 29])
    func `within ten seconds a used token gets the same answer, and nothing changes`(after: Int) {
        given(registered(alice), once).when(refresh(1), by: alice, after: after)
            .then(.refreshRepeated)
    }

    @Test func `after ten seconds its use ends the session`() {
        given(registered(alice), once).when(refresh(1), by: alice, after: 30)
            .then(ended(evening, of: alice, .tokenReused))
    }

    @Test func `a token of two refreshes ago ends the session at once`() {
        let twice = once + [refreshed(evening, of: alice, 3, after: 21)]
        given(registered(alice), twice).when(refresh(1), by: alice, after: 22)
            .then(ended(evening, of: alice, .tokenReused))
        given(registered(alice), twice).when(refresh(2), by: alice, after: 22)
            .then(.refreshRepeated)
    }

    @Test func `a session that is over is not refreshed again`() {
        given(registered(alice), once, [ended(evening, of: alice)])
            .when(refresh(1), by: alice, after: 21)
            .then(.sessionEnded)
    }

    /// Issue number 9: what "just" means depends on the time of the use alone.
    @Test(arguments: [lifetime / 2, 2 * lifetime])
    func `another lifetime on this node leaves a used token used`(lifetimeSeconds: Int) {
        func again() -> RefreshSession {
            RefreshSession(evening, generation: 1, lifetimeSeconds: lifetimeSeconds)
        }
        given(registered(alice), once).when(again(), by: alice, after: 29).then(.refreshRepeated)
        given(registered(alice), once).when(again(), by: alice, after: 30)
            .then(ended(evening, of: alice, .tokenReused))
    }

    @Test func `a refresh of a version before, which has no time, is not repeated`() {
        let deadline = Given.start.advanced(bySeconds: 20 + lifetime)
        let before = SessionRefreshed(user: alice, generation: 2, expiresAt: deadline)
        let history = [started(evening, of: alice), on(evening, .refreshed(before))]
        given(registered(alice), history).when(refresh(1), by: alice, after: 21)
            .then(ended(evening, of: alice, .tokenReused))
    }

    @Test func `the time on the tokens is the one that the caller gives`() {
        let command = RefreshSession(
            evening,
            generation: 1,
            lifetimeSeconds: lifetime,
            issuedAt: Given.start.advanced(bySeconds: 7)
        )
        given(registered(alice), [started(evening, of: alice)])
            .when(command, by: alice, after: 8)
            .then(refreshed(evening, of: alice, 2, after: 7))
    }
}
