import Events

@testable import Entities
@testable import Model

/// Alice's session of the evening, later than all events of `registered`.
let evening = SessionID(500)
let lifetime = 1_000

func on(_ user: UserID, _ event: UserEvent) -> NewEvent { NewEvent(.user(user), .user(event)) }

func on(_ session: SessionID, _ event: SessionEvent) -> NewEvent {
    NewEvent(.session(session), .session(event))
}

func registered(_ user: UserID, _ number: UInt64 = 1) -> [NewEvent] {
    [
        NewEvent(.username(name(number)), .claim(.usernameClaimed(user))),
        NewEvent(.email(address(number)), .claim(.emailClaimed(user))),
        on(user, .registered(UserRegistered(username: name(number), email: address(number)))),
    ] + wallet(user)
}

func granted(_ user: UserID) -> NewEvent {
    on(user, .roleGranted(RoleGranted(role: .admin)))
}

func revoked(_ user: UserID, at position: Int64 = 1_000) -> NewEvent {
    on(user, .roleRevoked(RoleRevoked(role: .admin, endedBefore: SessionID(position))))
}

/// The events of `DeleteUser` at a position.
func deleted(_ user: UserID, at position: Int64 = 1_000) -> [NewEvent] {
    [
        on(user, .deleted(UserDeleted(endedBefore: SessionID(position)))),
        on(AccountID(of: user), .closed),
    ]
}

func restored(_ user: UserID) -> [NewEvent] {
    [on(user, .restored), on(AccountID(of: user), .reopened)]
}

func passwordChanged(
    _ user: UserID,
    at position: Int64 = 1_000,
    keeping kept: SessionID? = nil
) -> NewEvent {
    let changed = PasswordChanged(endedBefore: SessionID(position), kept: kept)
    return on(user, .passwordChanged(changed))
}

/// A session that lives for `lifetime` seconds from the start.
func started(_ session: SessionID, of user: UserID) -> NewEvent {
    let deadline = Given.start.advanced(bySeconds: lifetime)
    return on(session, .started(SessionStarted(user: user, expiresAt: deadline)))
}

func refreshed(
    _ session: SessionID,
    of user: UserID,
    _ generation: Int64,
    after seconds: Int = 0
) -> NewEvent {
    let issuedAt = Given.start.advanced(bySeconds: seconds)
    let refreshed = SessionRefreshed(
        user: user,
        generation: generation,
        expiresAt: issuedAt.advanced(bySeconds: lifetime),
        issuedAt: issuedAt
    )
    return on(session, .refreshed(refreshed))
}

func ended(
    _ session: SessionID,
    of user: UserID,
    _ reason: SessionEndReason = .signedOut
) -> NewEvent {
    on(session, .ended(SessionEnded(user: user, reason: reason)))
}
