import Commands
import Events
import Model

extension CommandEndpoints {
    /// POST /logout, GET /logout: the session of the token that was sent.
    static func logout(_ context: CommandContext) -> any Command {
        EndSession(context.identity.session)
    }

    /// DELETE /me.
    static func deleteMe() -> any Command {
        DeleteUser()
    }

    /// DELETE /admin/users/{id}.
    static func deleteUser(_ context: CommandContext) -> any Command {
        DeleteOtherUser(UserID(context.id))
    }

    /// POST /admin/users/{id}/restore.
    static func restoreUser(_ context: CommandContext) -> any Command {
        RestoreUser(UserID(context.id))
    }
}
