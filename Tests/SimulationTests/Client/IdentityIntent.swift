import Commands
import Events

@testable import Model

/// A request of a simulated client about its sessions and its user.
enum IdentityIntent: Hashable {
    /// `changes` is the count of the password that was checked.
    case signIn(UserID, changes: Int64)
    case refresh(SessionID, generation: Int64)
    case signOut(SessionID)
    case changePassword(kept: SessionID?, changes: Int64)
    case delete
    case deleteOther(UserID)
    case restore(UserID)
    case erase(UserID)
    case eraseByName(UInt64)

    /// The lifetime of a session after its last refresh.
    static let lifetimeSeconds = 500

    var command: any Command {
        switch self {
        case .signIn(let user, let changes):
            StartSession(user, passwordChanges: changes, lifetimeSeconds: Self.lifetimeSeconds)
        case .refresh(let session, let generation):
            RefreshSession(
                session,
                generation: generation,
                lifetimeSeconds: Self.lifetimeSeconds
            )
        case .signOut(let session): EndSession(session)
        case .changePassword(let kept, let changes):
            ChangePassword(passwordHash: "", keeping: kept, passwordChanges: changes)
        case .delete: DeleteUser()
        case .deleteOther(let user): DeleteOtherUser(user)
        case .restore(let user): RestoreUser(user)
        case .erase(let user): EraseUser(.user(user))
        case .eraseByName(let name): EraseUser(.username(Intent.username(name)))
        }
    }
}
