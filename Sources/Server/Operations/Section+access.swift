import API
import Commands
import Entities
import Events
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// What users do about their own sign-ins and details.
    static let access = Section("Sessions and details") { section in
        section.question(
            "sessions",
            .get,
            "/sessions",
            "Own sessions, newest first",
            details: """
                Where each began and what was signed in, roughly: no address and no version is \
                kept. The claim `sid` of a token names its session.
                """,
            answer: .view(.page(of: .named(.session)))
        ) { parameters, context in .own(.sessions, context.user, parameters.page()) }
        section.command(
            "endSession",
            .delete,
            "/sessions/{id}",
            "End one of the own sessions",
            refuses: [.sessionEnded],
            mayBeForeign: true
        ) { _, context in EndSession(SessionID(context.id)) }
        section.command(
            "endOtherSessions",
            .delete,
            "/sessions",
            "End all own sessions but this one",
            refuses: [.sessionEnded, .userDeleted]
        ) { _, context in
            EndSessions(of: context.identity.user, keeping: context.identity.session)
        }
        section.add(
            Operation(
                name: "changeDetails",
                method: .patch,
                path: "/me",
                access: .signedIn,
                summary: "Change the own e-mail address or display name",
                details: """
                    The password is asked for again. Nobody else can take the address before, and \
                    it no longer signs in. An account has at most \(ChangeDetails.maximumEmails) \
                    addresses in its life, and may go back to each.
                    """,
                answer: .verdict(),
                reasons: [
                    .wrongPassword, .passwordChanged, .emailTaken, .tooManyEmails, .userDeleted,
                ],
                work: .detailsChange { body in DetailsWish(&body) }
            )
        )
        section.add(
            Operation(
                name: "redeemPasswordReset",
                method: .post,
                path: "/reset-password",
                access: .everybody,
                summary: "Choose another password with a code from an administrator",
                details: "Each code works once, for an hour. Every session of the user ends.",
                answer: .verdict(),
                reasons: [.codeInvalid],
                work: .passwordReset { body in PasswordRedemption(&body) }
            )
        )
    }

    /// What administrators do about users.
    static let userAdministration = Section("Users and invitations") { section in
        section.add(
            Operation(
                name: "resetPassword",
                method: .post,
                path: "/admin/users/{id}/reset-password",
                access: .administrator,
                summary: "Issue a code for another password",
                details: """
                    The user redeems it at `POST /reset-password` within an hour. It is shown only \
                    here, and a later one makes it invalid. For the own user it is refused with \
                    `own-user`.
                    """,
                answer: .json(.named(.oneTimeCode), headers: [.position, .history]),
                reasons: [.ownUser, .userDeleted],
                work: .code(.passwordReset) { _, context, seed in
                    let expiresAt = seed.now.advanced(bySeconds: Self.resetSeconds)
                    let command = IssuePasswordReset(
                        for: .user(UserID(context.id)),
                        code: seed.hash,
                        expiresAt: expiresAt
                    )
                    return CodeRequest(command: command, id: context.id, expiresAt: expiresAt)
                }
            )
        )
        section.command(
            "grantAdministrator",
            .post,
            "/admin/users/{id}/admin",
            "Make a user an administrator",
            details: "It counts from the user's next sign-in or refresh on.",
            access: .administrator,
            refuses: [.roleAlreadyGranted, .userDeleted, .userErased]
        ) { _, context in GrantRole(to: .user(UserID(context.id)), role: .admin) }
        section.command(
            "revokeAdministrator",
            .delete,
            "/admin/users/{id}/admin",
            "Take the administrator's role",
            details: """
                The user is signed out everywhere. Nobody takes the own role, and of two who take \
                each other's at once only the first is heard, so one administrator always remains.
                """,
            access: .administrator,
            refuses: [.ownUser, .roleNotGranted, .lastAdministrator]
        ) { _, context in RevokeRole(of: .user(UserID(context.id)), role: .admin) }
        section.command(
            "signOutUser",
            .delete,
            "/admin/users/{id}/sessions",
            "Sign a user out everywhere",
            access: .administrator,
            refuses: [.userDeleted]
        ) { _, context in EndSessions(of: UserID(context.id)) }
        section.add(
            Operation(
                name: "unlockUser",
                method: .post,
                path: "/admin/users/{id}/unlock",
                access: .administrator,
                summary: "Forget a user's failed sign-ins",
                details: """
                    The user may try again at once, from everywhere. What other accounts count \
                    against an address stays.
                    """,
                answer: .verdict(),
                work: .unlock
            )
        )
        section.question(
            "invitations",
            .get,
            "/admin/invitations",
            "Invitations, newest first",
            access: .administrator,
            answer: .view(.page(of: .named(.invitation)))
        ) { parameters, context in .own(.invitations, context.user, parameters.page()) }
        section.add(
            Operation(
                name: "issueInvitation",
                method: .post,
                path: "/admin/invitations",
                access: .administrator,
                summary: "Invite one person to register",
                details: """
                    A person with the code may register once, while registration is by invitation \
                    (`TALLY_REGISTRATION=invite`). It is shown only here.
                    """,
                answer: .json(.named(.oneTimeCode), headers: [.position, .history]),
                work: .code(.invitation) { body, _, seed in
                    let days = body.optionalInteger(
                        "days",
                        1...365,
                        example: 7,
                        "How long it can be redeemed; 7 if absent."
                    )
                    let expiresAt = seed.now.advanced(bySeconds: Int(days ?? 7) * 86_400)
                    let command = IssueInvitation(code: seed.hash, expiresAt: expiresAt)
                    return CodeRequest(command: command, id: nil, expiresAt: expiresAt)
                }
            )
        )
        section.command(
            "withdrawInvitation",
            .delete,
            "/admin/invitations/{id}",
            "Withdraw an invitation",
            access: .administrator,
            refuses: [.invitationOver]
        ) { _, context in WithdrawInvitation(InvitationID(context.id)) }
    }

    /// A code is passed on at once.
    private static let resetSeconds = 3_600
}
