import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct UserTests {
    private let details = PersonalDetails(
        username: "Alice",
        email: "alice@example.com",
        name: "Alice A.",
        passwordHash: "scrypt$"
    )

    private func register(grant: Int64) -> Register {
        Register(username: name(1), email: address(1), details: details, grant: rub(grant))
    }

    private let taken: [NewEvent] = [
        NewEvent(.username(name(1)), .claim(.usernameClaimed(bob))),
        NewEvent(.email(address(2)), .claim(.emailClaimed(bob))),
    ]

    @Test func `registering claims name and address, opens the wallet and pays the grant`() {
        let id = UserID(1_002)
        let account = AccountID(of: id)
        given().when(register(grant: 500), by: .anonymous).then(
            NewEvent(.username(name(1)), .claim(.usernameClaimed(id))),
            NewEvent(.email(address(1)), .claim(.emailClaimed(id))),
            NewEvent(
                .user(id),
                .user(.registered(UserRegistered(username: name(1), email: address(1))))
            ),
            on(account, .opened(AccountOpened(owner: id, currency: .rub))),
            on(.house, .debited(posting(.openingGrant, account, rub(500), at: 1_004))),
            on(account, .credited(posting(.openingGrant, .house, rub(500), at: 1_004)))
        )
    }

    @Test func `without a grant no money moves`() throws {
        let decision = try given().when(register(grant: 0), by: .anonymous).result.get()
        #expect(decision.events.count == 4)
    }

    @Test func `personal data is stored beside the events, under the user's id`() throws {
        let decision = try given().when(register(grant: 0), by: .anonymous).result.get()
        #expect(decision.person == .added(details.person(UserID(1_002))))
        #expect(decision.location?.path == "/users/1002")
    }

    @Test func `a second registration with the same name is refused`() {
        given(taken).when(register(grant: 0), by: .anonymous).then(.usernameTaken)
    }

    @Test func `a second registration with the same e-mail is refused`() {
        let command = Register(
            username: name(2),
            email: address(2),
            details: details,
            grant: rub(0)
        )
        given(taken).when(command, by: .anonymous).then(.emailTaken)
    }

    @Test func `a grant below zero is refused`() {
        given().when(register(grant: -1), by: .anonymous).then(.invalidAmount)
    }

    @Test func `a grant that overflows the house account is refused`() {
        let empty = [on(.house, .debited(posting(.openingGrant, .sales, rub(.max))))]
        given(empty).when(register(grant: 2), by: .anonymous).then(.balanceLimit)
    }

    @Test func `an opening grant is paid beyond the system limit of adjustments`() {
        let limit = Movement.systemLimit
        let spent = [on(.house, .debited(posting(.stock, .sales, rub(limit))))]
        let decision = given(spent).when(register(grant: 2), by: .anonymous)
        #expect(throws: Never.self) { try decision.result.get() }
    }

    private let registered = [
        NewEvent(.username(name(1)), .claim(.usernameClaimed(alice))),
        NewEvent(
            .user(alice),
            .user(.registered(UserRegistered(username: name(1), email: address(1))))
        ),
    ]

    @Test(arguments: [Recipient.user(alice), .username(name(1))])
    func `a role can be granted by id and by name`(recipient: Recipient) {
        given(registered).when(GrantRole(to: recipient, role: .admin), by: .system).then(
            NewEvent(.user(alice), .user(.roleGranted(RoleGranted(role: .admin))))
        )
    }

    @Test func `a role can't be granted twice`() {
        let granted = [NewEvent(.user(alice), .user(.roleGranted(RoleGranted(role: .admin))))]
        given(registered, granted)
            .when(GrantRole(to: .user(alice), role: .admin), by: .system)
            .then(.roleAlreadyGranted)
    }

    @Test(arguments: [Recipient.user(bob), .username(name(7))])
    func `a role for an unknown user is refused`(recipient: Recipient) {
        given(registered).when(GrantRole(to: recipient, role: .admin), by: .system)
            .then(Refusal.notFound(.user))
    }
}
