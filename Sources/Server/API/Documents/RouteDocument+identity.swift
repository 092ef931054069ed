import Commands

extension RouteDocument {
    private static let username = Schema.text(
        "alice",
        length: 3...50,
        pattern: "^[A-Za-z0-9._-]{3,50}$"
    )
    private static let password = Schema.text("correct horse 7", length: 8...72)
    private static let credentials = Schema.object([
        .optional("username", .text("alice", length: 1...254), "Or `email`; one of the two."),
        .member("password", .text("correct horse 7", length: 1...1_024)),
    ])
    private static let refreshToken = Schema.object([
        .optional("refresh_token", .text("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln"))
    ])

    static let register = RouteDocument(
        section: .identity,
        summary: "Register a user with a wallet and the opening grant",
        details: """
            User name and e-mail address are unique in any letter case. Of two registrations at \
            once exactly one is `true`.
            """,
        body: Body(
            schema: .object([
                .member("username", username),
                .member("email", .text("alice@example.org", length: 3...254, format: "email")),
                .member("password", password, "8 to 72 bytes."),
                .optional("name", .text("Alice A.", length: 1...100)),
            ])
        ),
        answer: .verdict(location: "/users/42"),
        reasons: [.usernameTaken, .emailTaken, .balanceLimit]
    )

    static let token = signIn(
        "Sign in (OAuth2 password form, or JSON)",
        Body(schema: credentials, isForm: true)
    )
    static let login = signIn("Sign in", Body(schema: credentials))
    static let loginByGet = signIn("Sign in (deprecated alias)", Body(schema: credentials))

    private static func signIn(_ summary: String, _ body: Body) -> RouteDocument {
        RouteDocument(
            section: .identity,
            summary: summary,
            details: """
                A wrong user and a wrong password get the same 401 in the same time. Failures are \
                answered with growing delays (429). Sets the cookie `tally_feed` for `GET /feed`.
                """,
            body: body,
            answer: .json(.named(.tokens))
        )
    }

    static let refresh = refreshing("Exchange a refresh token for new tokens")
    static let refreshByGet = refreshing("Exchange a refresh token (alias)")

    private static func refreshing(_ summary: String) -> RouteDocument {
        RouteDocument(
            section: .identity,
            summary: summary,
            details: """
                In the body, or as the bearer token. Each works once: used twice, it ends its whole \
                session.
                """,
            body: Body(schema: refreshToken, isRequired: false),
            answer: .json(.named(.tokens))
        )
    }

    static let logout = RouteDocument(
        section: .identity,
        summary: "End this session and its tokens",
        answer: .verdict(),
        reasons: [.sessionEnded]
    )

    static let changePassword = RouteDocument(
        section: .identity,
        summary: "Change the password and end every other session",
        body: Body(
            schema: .object([
                .member("old_password", .text("correct horse 7", length: 1...1_024)),
                .member("new_password", password, "8 to 72 bytes."),
            ])
        ),
        answer: .verdict(),
        reasons: [.wrongPassword, .passwordChanged, .sessionEnded, .userDeleted]
    )

    static let me = RouteDocument(
        section: .identity,
        summary: "The signed-in user",
        answer: .view(.named(.profile))
    )

    static let verify = RouteDocument(
        section: .identity,
        summary: "Check the token; the user that it is of",
        answer: .view(.named(.profile))
    )

    static let deleteMe = RouteDocument(
        section: .identity,
        summary: "Delete the signed-in user",
        details: """
            No sign-in and no new transfers; balance and history stay. An administrator can restore \
            the user.
            """,
        answer: .verdict(),
        reasons: [.userDeleted, .userErased]
    )

    static let checkUser = RouteDocument(
        section: .identity,
        summary: "Whether a user of this name exists",
        body: Body(schema: .object([.member("username", username)])),
        answer: .view(.object([.member("id", .identifier), .member("username", .text("alice"))])),
        mayBeMissing: true
    )
}
