import Commands
import Entities
import Events

@testable import Model

/// A request of a simulated client about its sessions and its user.
enum IdentityIntent: Hashable {
    /// `changes` is the count of the password that was checked.
    case signIn(UserID, changes: Int64)
    case refresh(SessionID, generation: Int64)
    case signOut(SessionID)
    case changePassword(kept: SessionID?, changes: Int64)
    case revokeRole(UserID)
    case endSessions(UserID, kept: SessionID?)
    case issueReset(UserID, code: UInt64)
    case redeemReset(UserID, code: UInt64)
    case delete
    case deleteOther(UserID)
    case restore(UserID)
    case erase(UserID)
    case eraseByName(UInt64)

    /// The lifetime of a session after its last refresh.
    static let lifetimeSeconds = 500

    /// Late enough that only a few simulations reach it.
    static let resetDeadline = Timestamp(microseconds: .max)

    static func code(_ number: UInt64) -> ClaimHash { ClaimHash(UUID128(high: 3, low: number)) }

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
        case .revokeRole(let user): RevokeRole(of: .user(user), role: .admin)
        case .endSessions(let user, let kept): EndSessions(of: user, keeping: kept)
        case .issueReset(let user, let code):
            IssuePasswordReset(
                for: .user(user),
                code: Self.code(code),
                expiresAt: Self.resetDeadline
            )
        case .redeemReset(let user, let code):
            RedeemPasswordReset(of: user, code: Self.code(code), passwordHash: "")
        case .delete: DeleteUser()
        case .deleteOther(let user): DeleteOtherUser(user)
        case .restore(let user): RestoreUser(user)
        case .erase(let user): EraseUser(.user(user))
        case .eraseByName(let name): EraseUser(.username(Intent.username(name)))
        }
    }
}
