import API
import Commands
import Entities
import HTTP
import Model
import Queries

extension Section {
    /// Users, their sessions and their passwords.
    static let identity = Section("Identity") { section in
        section.add(
            Operation(
                name: "register",
                method: .post,
                path: "/register",
                access: .everybody,
                summary: "Register a user with a wallet and the opening grant",
                details: """
                    User name and e-mail address are unique in any letter case. Of two \
                    registrations at once exactly one is `true`. An address may register so many \
                    users a minute (429).
                    """,
                answer: .verdict(location: "/users/42"),
                reasons: [
                    .usernameTaken, .emailTaken, .balanceLimit, .registrationClosed,
                    .invitationRequired, .codeInvalid,
                ],
                work: .registration { body in Registration(&body) }
            )
        )
        section.addSignIn("token", .post, "/token", "Sign in (OAuth2 password form, or JSON)")
        section.addSignIn("login", .post, "/login", "Sign in")
        section.addSignIn("loginByGet", .get, "/login", "Sign in (deprecated alias)")
        section.addRefresh("refresh", .post, "Exchange a refresh token for new tokens")
        section.addRefresh("refreshByGet", .get, "Exchange a refresh token (alias)")
        section.addLogout("logout", .post)
        section.addLogout("logoutByGet", .get)
        section.add(
            Operation(
                name: "changePassword",
                method: .post,
                path: "/change-password",
                access: .signedIn,
                summary: "Change the password and end every other session",
                answer: .verdict(),
                reasons: [.wrongPassword, .passwordChanged, .sessionEnded, .userDeleted],
                work: .passwordChange { body in PasswordPair(&body) }
            )
        )
        section.question("me", .get, "/me", "The signed-in user", answer: .view(.named(.profile))) {
            _,
            context in .me(context.user)
        }
        section.addVerify("verify", .post)
        section.addVerify("verifyByGet", .get)
        section.command(
            "deleteMe",
            .delete,
            "/me",
            "Delete the signed-in user",
            details: """
                No sign-in and no new transfers; balance and history stay. An administrator can \
                restore the user. The last administrator is refused with `last-administrator`: \
                give somebody the role first.
                """,
            refuses: [.userDeleted, .userErased, .lastAdministrator],
            signsOut: true
        ) { _, _ in DeleteUser() }
        section.add(
            Operation(
                name: "checkUser",
                method: .post,
                path: "/check-user",
                access: .signedIn,
                summary: "Whether a user of this name exists",
                details: """
                    Look-ups are limited per minute (429). Payments to names that nobody has count as well.
                    """,
                answer: .view(
                    .object([.member("id", .identifier), .member("username", .text("alice"))])
                ),
                mayMiss: true,
                work: .userCheck { body in body.text("username", .username) }
            )
        )
    }

    private mutating func addSignIn(
        _ name: String,
        _ method: Method,
        _ path: StaticString,
        _ summary: String
    ) {
        add(
            Operation(
                name: name,
                method: method,
                path: path,
                access: .everybody,
                summary: summary,
                details: """
                    A wrong user and a wrong password get the same 401 in the same time. Failures \
                    are delayed more and more (429). A client that has signed in before is not \
                    delayed by strangers' failures: it shows its cookie `tally_device` or, in \
                    `Authorization`, a token of the user. Sets that cookie, and `tally_feed` for \
                    `GET /feed`.
                    """,
                answer: .json(.named(.tokens)),
                isDeprecated: method == .get,
                work: .signIn { body in Credentials(&body) }
            )
        )
    }

    private mutating func addRefresh(_ name: String, _ method: Method, _ summary: String) {
        add(
            Operation(
                name: name,
                method: method,
                path: "/refresh",
                access: .everybody,
                summary: summary,
                details: """
                    Sent in the body, or as the bearer token. Each works once; for ten seconds \
                    after that it gets the same tokens again, and later its use ends its whole \
                    session.
                    """,
                answer: .json(.named(.tokens)),
                work: .refresh { body in body.optionalText("refresh_token", .refreshToken) }
            )
        )
    }

    private mutating func addLogout(_ name: String, _ method: Method) {
        command(
            name,
            method,
            "/logout",
            "End this session and its tokens",
            refuses: [.sessionEnded],
            signsOut: true
        ) { _, context in EndSession(context.identity.session) }
    }

    private mutating func addVerify(_ name: String, _ method: Method) {
        question(
            name,
            method,
            "/verify",
            "Check the token and return its user",
            answer: .view(.named(.profile))
        ) { _, context in .me(context.user) }
    }
}
