/// An option that a command takes.
struct Option: Hashable {
    /// With its dashes.
    let name: String
    /// What stands for its value in help, or nil for a flag.
    let value: String?
    let meaning: String

    static let database = Option(
        name: "--database",
        value: "URL",
        meaning: "use this PostgreSQL (also DATABASE_URL), as postgresql://user@host/name"
    )
    static let data = Option(
        name: "--data",
        value: "DIR",
        meaning: "directory of the private PostgreSQL (default .tally)"
    )
    static let help = Option(name: "--help", value: nil, meaning: "print this")
    static let port = Option(
        name: "--port",
        value: "N",
        meaning: "TCP port to listen on (default 8080; 0 takes a free one)"
    )
    static let standInPort = Option(
        name: "--port",
        value: "N",
        meaning: "TCP port to listen on (default: a free one)"
    )
    static let healthPort = Option(
        name: "--port",
        value: "N",
        meaning: "TCP port of the service (default 8080)"
    )
    static let healthHost = Option(
        name: "--host",
        value: "ADDRESS",
        meaning: "address of the service (default 127.0.0.1)"
    )
    static let host = Option(
        name: "--host",
        value: "ADDRESS",
        meaning: "address to listen on (default 127.0.0.1)"
    )
    static let demo = Option(
        name: "--demo",
        value: nil,
        meaning: "load the demo data once if the log is empty"
    )
    static let wait = Option(
        name: "--wait",
        value: "SECONDS",
        meaning:
            "wait so long for a PostgreSQL that is down (default: for ever; 0 gives up at once)"
    )
    static let verify = Option(
        name: "--verify",
        value: nil,
        meaning: "only compare with the live read models"
    )
    static let acceptCut = Option(
        name: "--accept-cut",
        value: "POSITION",
        meaning: "the log was cut back to end there: make read models that are ahead as short"
    )
    static let stream = Option(
        name: "--stream",
        value: "NAME",
        meaning: "only this stream, such as account-42"
    )
    static let from = Option(
        name: "--from",
        value: "POSITION",
        meaning: "start at this position (default 1); with @HISTORY, only if the log still has it"
    )
    static let follow = Option(
        name: "--follow",
        value: nil,
        meaning: "wait for further events"
    )
    static let rotateTokens = Option(
        name: "--rotate-tokens",
        value: nil,
        meaning: "replace the secret that signs tokens, so that everybody has to sign in again"
    )
    static let username = Option(
        name: "--username",
        value: "NAME",
        meaning: "name to sign in with"
    )
    static let email = Option(
        name: "--email",
        value: "ADDRESS",
        meaning: "e-mail address (default NAME@localhost)"
    )
}
