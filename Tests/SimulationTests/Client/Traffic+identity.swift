import Entities
import Events
import TestSupport

@testable import Model

extension Traffic {
    /// Sign-ins and their ends; users are deleted more rarely than restored, and rarely erased.
    mutating func identity(_ state: Reference) -> IdentityIntent {
        let session = session(state)
        let row = state.identity.sessions[session]
        switch random.number(0...99) {
        case 0...34:
            let user = user(state)
            return .signIn(user, changes: changes(of: user, state))
        case 35...64:
            // Sometimes a token that was used before, or one that was never given.
            let slip = random.chance(15) ? random.number(-2...1) : 0
            return .refresh(session, generation: (row?.generation ?? 1) + slip)
        case 65...74: return .signOut(session)
        case 75...84:
            return .changePassword(
                kept: random.chance(80) ? session : nil,
                changes: changes(of: row?.user ?? user(state), state)
            )
        case 85...87:
            // About as often as the role is given, so that often only one has it.
            return .revokeRole(random.chance(80) ? administrator(state) : user(state))
        case 88:
            let user = row?.user ?? user(state)
            return .endSessions(user, kept: random.chance(70) ? session : nil)
        case 89:
            let code = UInt64(random.number(0...3))
            return random.chance(50)
                ? .issueReset(user(state), code: code)
                : .redeemReset(
                    state.identity.resets.keys.min() ?? user(state),
                    code: code
                )
        case 90: return .delete
        case 91: return .deleteOther(user(state))
        case 92...97:
            let deleted = state.identity.deleted.min()
            return .restore(random.chance(70) ? deleted ?? user(state) : user(state))
        case 98: return .erase(user(state))
        default: return .eraseByName(UInt64(random.number(0...400)))
        }
    }

    /// An actor, nearly always the one whose session it is.
    mutating func actor(of intent: IdentityIntent, _ state: Reference) -> Actor {
        let owner: UserID? =
            switch intent {
            case .signIn(let user, _): user
            case .refresh(let session, _), .signOut(let session):
                state.identity.sessions[session]?.user
            case .changePassword(let kept, _):
                kept.flatMap { state.identity.sessions[$0]?.user }
            // Sometimes the actor.
            case .deleteOther(let user): random.chance(20) ? user : administrator(state)
            case .endSessions(let user, _): random.chance(70) ? user : nil
            case .revokeRole, .issueReset: administrator(state)
            case .redeemReset: nil
            case .delete: random.chance(50) ? administrator(state) : nil
            case .restore, .erase, .eraseByName: nil
            }
        switch intent {
        case .restore, .erase, .eraseByName:
            return random.chance(95) ? .system : Actor(user(state))
        case .redeemReset: return .anonymous
        case .revokeRole where random.chance(30): return .system
        case .signIn, .refresh, .signOut, .changePassword, .delete, .deleteOther, .revokeRole,
            .endSessions, .issueReset:
            return random.chance(1) ? .system : Actor(owner ?? user(state))
        }
    }

    /// The count of a password, mostly of the current one.
    private mutating func changes(of user: UserID, _ state: Reference) -> Int64 {
        let changes = state.identity.passwordChanges[user] ?? 0
        return random.chance(10) ? max(0, changes - 1) : changes
    }

    private mutating func administrator(_ state: Reference) -> UserID {
        UserID(pick(state.admins.map(\.rawValue), newest: 8))
    }

    private mutating func session(_ state: Reference) -> SessionID {
        SessionID(pick(state.identity.sessions.keys.map(\.rawValue), newest: 8))
    }
}
