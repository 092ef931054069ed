import API
import Commands
import Entities
import Events
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// What happens, for everybody.
    static let feed = Section("Live feed") { section in
        section.open(
            "feed",
            "/feed",
            "What happens, as it happens",
            details: """
                Server-sent events. With a token (or the cookie `tally_feed`): own transactions, holds \
                and orders, all of them for an administrator. Without: counts, and amounts by type, of \
                everybody. `Last-Event-ID` resumes without gap or repeat. An id behind the end of a log that \
                lost its end is a 409 `history-changed`, which says where to resume.
                """,
            answer: .stream,
            .feed { parameters in parameters.lastEventID() }
        )
        section.open(
            "overview",
            "/overview",
            "Everything at a glance",
            details: """
                Totals since the beginning, transfers by type and by hour (UTC, the present hour last), \
                the progress of the read models, and the state of the rates. It holds no personal data. A \
                node reads it again at most once a second.
                """,
            answer: .view(.named(.overview)),
            .publicQuestion { node in
                .overview(
                    version: tallyVersion,
                    staleAfterSeconds: node.configuration.rateMaximumAgeSeconds
                )
            }
        )
    }

    /// What administrators see and do.
    static let administration = Section("Administration") { section in
        section.question(
            "commands",
            .get,
            "/admin/commands",
            "Recent, refused and failed commands",
            access: .administrator,
            answer: .view(.page(of: .named(.command)))
        ) { parameters, _ in
            let filter: CommandFilter? = parameters.optionalWord("outcome", "`all` if absent.")
            return .commands(filter ?? .all, parameters.page())
        }
        section.add(
            Operation(
                name: "retryCommand",
                method: .post,
                path: "/admin/commands/{id}/retry",
                access: .administrator,
                summary: "Try a refused or failed command again",
                details: """
                    In the name of its sender. It never applies twice. A command that issues a \
                    one-time code is refused with `code-shown-once`: send it again as a new one.
                    """,
                answer: .verdict(),
                // Its own, and those of the command that is tried again.
                reasons: Rejection.allCases,
                work: .retry
            )
        )
        section.question(
            "jobs",
            .get,
            "/admin/jobs",
            "Jobs with their runs and errors",
            access: .administrator,
            answer: .view(.array(.named(.job), count: nil))
        ) { _, _ in .jobs }
        section.add(
            Operation(
                name: "runJob",
                method: .post,
                path: "/admin/jobs/{name}/run",
                access: .administrator,
                summary: "Run a job now",
                details: """
                    `verify` checks what is new in the log since the last check, or the whole log \
                    if the last check of everything is too long ago; `replay` rebuilds all read \
                    models. These two run only on request; `GET /admin/jobs` shows their progress \
                    and their results.
                    """,
                answer: .verdict(),
                work: .jobRun
            )
        )
        section.command(
            "acceptRate",
            .post,
            "/admin/rates/{currency}/accept",
            "Accept a rate that jumped",
            details: """
                A quote that is too far from the rate in use is suspect and not used before a later one \
                confirms it: `GET /rates` shows it. With this it is used at once.
                """,
            access: .administrator,
            refuses: [.noSuspectRate]
        ) { body, context in
            // A path without a currency has no such route.
            AcceptRate(of: Currency(number: context.id) ?? .usd, rate: body.optionalRate("rate"))
        }
        section.question(
            "projections",
            .get,
            "/admin/projections",
            "Read models: position, lag, errors",
            access: .administrator,
            answer: .view(.array(.named(.projection), count: nil))
        ) { _, context in
            let log = context.sources.projections()
            return .projections(logEnd: log.logEnd, eventsPerSecond: log.eventsPerSecond)
        }
        section.add(
            Operation(
                name: "events",
                method: .get,
                path: "/admin/events",
                access: .administrator,
                summary: "The log: what has happened, event by event",
                details: """
                    Newest first; `before` pages back, `after` follows the log, oldest first. One page scans at \
                    most 100,000 positions, so it may hold fewer events than there are, or none: \
                    `Tally-Scanned` says where the scan stopped. The log itself is read, without waiting for a \
                    read model. It holds no personal data.
                    """,
                answer: .json(.page(of: .named(.event)), headers: [.scanned, .next, .position]),
                work: .logSearch { parameters in parameters.logSearch() }
            )
        )
        section.question(
            "users",
            .get,
            "/admin/users",
            "Users, newest first",
            details: """
                A deleted user is shown with state `deleted` and can be restored; an erased user has \
                no name any more.
                """,
            access: .administrator,
            answer: .view(.page(of: .named(.user)))
        ) { parameters, _ in .users(named: parameters.namePrefix(), parameters.page()) }
        section.thing("user", "/users/{id}", "A user", access: .administrator, .user) {
            .user(UserID($0))
        }
        section.command(
            "deleteUser",
            .delete,
            "/admin/users/{id}",
            "Delete a user",
            details: """
                The same as `DELETE /me` for another user: no sign-in and no new transfers; every session \
                ends; balance and history stay. An administrator's own account is refused with `own-user`: \
                use `DELETE /me`.
                """,
            access: .administrator,
            refuses: [.ownUser, .userDeleted, .userErased]
        ) { _, context in DeleteOtherUser(UserID(context.id)) }
        section.command(
            "restoreUser",
            .post,
            "/admin/users/{id}/restore",
            "Restore a deleted user",
            access: .administrator,
            refuses: [.userNotDeleted, .userErased]
        ) { _, context in RestoreUser(UserID(context.id)) }
    }
}

extension BodyFields {
    /// An exact decimal above zero, nil if it is not given.
    fileprivate mutating func optionalRate(_ name: String) -> ExactDecimal? {
        let details = "Accept only this rate, as `GET /rates` shows it."
        note(name, .text("110.5"), isRequired: false, details)
        guard let text = readString(name) else { return nil }
        let rate = ExactDecimal(text)
        if rate == nil { wrong(name, "must be an exact decimal above zero, such as 92.5") }
        return rate
    }
}
