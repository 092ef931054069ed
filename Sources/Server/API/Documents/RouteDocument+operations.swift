import Commands
import Events

extension RouteDocument {
    static let feed = RouteDocument(
        section: .feed,
        summary: "What happens, as it happens",
        details: """
            Server-sent events. With a token (or the cookie `tally_feed`): own transactions, holds \
            and orders, all of them for an administrator. Without: counts, and amounts by type, of \
            everybody. `Last-Event-ID` \
            resumes without gap or repeat. An id that lies behind the end of a log that was cut back is a \
            409 `history-changed`, which says where to begin again.
            """,
        parameters: [
            Parameter(
                name: "last_event_id",
                schema: .feedID,
                details: "The same as the header, for tools that can't send one."
            )
        ],
        answer: .stream
    )

    static let overview = RouteDocument(
        section: .feed,
        summary: "Everything at a glance",
        details: """
            Totals since the beginning, transfers by type and by hour (UTC, the present hour last), \
            how far the read models are, and the state of the rates: about nobody in particular. A \
            node reads it anew once a second at most.
            """,
        answer: .view(.named(.overview))
    )

    static let commands = RouteDocument(
        section: .administration,
        summary: "Recent, refused and failed commands",
        parameters: [
            Parameter(
                name: "outcome",
                schema: .words(["all", "done", "refused", "failed"]),
                details: "`all` if absent."
            )
        ],
        isPaged: true,
        answer: .view(.page(of: .named(.command)))
    )

    static let retryCommand = RouteDocument(
        section: .administration,
        summary: "Try a refused or failed command again",
        details: "In its actor's name. It never applies twice.",
        answer: .verdict(),
        // Its own, and those of whatever is tried again.
        reasons: Rejection.allCases,
        mayBeMissing: true
    )

    static let jobs = RouteDocument(
        section: .administration,
        summary: "Jobs with their runs and errors",
        answer: .view(.array(.named(.job), count: nil))
    )

    static let runJob = RouteDocument(
        section: .administration,
        summary: "Run a job now",
        details: """
            `verify` checks the whole log, `replay` rebuilds all read models. These two run only when \
            they are asked for; `GET /admin/jobs` shows how far they are and what they have found.
            """,
        answer: .verdict(),
        mayBeMissing: true
    )

    static let projections = RouteDocument(
        section: .administration,
        summary: "Read models: position, lag, errors",
        answer: .view(.array(.named(.projection), count: nil))
    )

    static let events = RouteDocument(
        section: .administration,
        summary: "The log: what has happened, event by event",
        details: """
            Newest first; `before` pages back, `after` follows, oldest first. At most 100,000 \
            positions are looked at for one page, so that it may hold fewer events than there are, or \
            none: `Tally-Scanned` says where it stopped. The log itself is read, without waiting for \
            a read model. It holds no personal data.
            """,
        parameters: [
            Parameter(
                name: "stream",
                schema: .text("account-42", length: 1...64),
                details: "One stream, or all of a kind: `account-*`."
            ),
            Parameter(
                name: "type",
                schema: .words(EventType.allCases.map(\.rawValue)),
                details: "One type of event."
            ),
            Parameter(
                name: "before",
                schema: .integer(1...Int64.max, example: 1_204),
                details: "Events before this position, newest first; the log's end if absent."
            ),
            Parameter(
                name: "after",
                schema: .position,
                details: "Events after this position, oldest first; not with `before`."
            ),
            Parameter(
                name: "limit",
                schema: .integer(1...1_000, example: 50),
                details: "How many at most; 50 if absent."
            ),
        ],
        answer: .json(.page(of: .named(.event))),
        headers: [.scanned, .position]
    )

    static let users = RouteDocument(
        section: .administration,
        summary: "Users, newest first",
        details: """
            A deleted user is shown with state `deleted` and can be restored; of an erased one there \
            is no name any more.
            """,
        parameters: [
            Parameter(
                name: "name",
                schema: .text("ali", length: 0...50, pattern: "^[A-Za-z0-9._-]{0,50}$"),
                details: "How the user name begins, in any letter case; all users if absent."
            )
        ],
        isPaged: true,
        answer: .view(.page(of: .named(.user)))
    )

    static let deleteUser = RouteDocument(
        section: .administration,
        summary: "Delete a user",
        details: """
            As `DELETE /me` does for oneself: no sign-in and no new transfers; every session ends; \
            balance and history stay. `own-user`: administrators don't delete themselves by mistake \
            here; `DELETE /me` does it.
            """,
        answer: .verdict(),
        reasons: [.ownUser, .userDeleted, .userErased],
        mayBeMissing: true
    )

    static let restoreUser = RouteDocument(
        section: .administration,
        summary: "Restore a deleted user",
        answer: .verdict(),
        reasons: [.userNotDeleted, .userErased],
        mayBeMissing: true
    )

    static let health = RouteDocument(
        section: .operations,
        summary: "Whether the process lives",
        answer: .json(.health)
    )

    static let ready = RouteDocument(
        section: .operations,
        summary: "Whether it should get traffic",
        answer: .json(.readiness)
    )

    static let metrics = RouteDocument(
        section: .operations,
        summary: "Figures for Prometheus",
        answer: .text(mediaType: "text/plain; version=0.0.4; charset=utf-8")
    )

    static let openAPI = RouteDocument(
        section: .documents,
        summary: "This document",
        answer: .text(mediaType: "application/json")
    )

    static let postman = RouteDocument(
        section: .documents,
        summary: "The same as a Postman collection",
        answer: .text(mediaType: "application/json")
    )

    static let docs = RouteDocument(
        section: .documents,
        summary: "A page to read this and try it",
        answer: .text(mediaType: "text/html; charset=utf-8")
    )
}
