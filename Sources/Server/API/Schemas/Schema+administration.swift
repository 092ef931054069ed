import Model
import Postgres
import Queries
import Text

/// Answers for administrators and operators.
extension Schema {
    static let command = Schema(Listing.commands)

    static let event = Schema.object([
        .member("position", .integer(1...Int64.max, example: 1_204)),
        .member("stream", .text("account-42")), .member("version", .identifier),
        .member("type", .text("account.opened")), .member("schema", .identifier),
        .member(
            "data",
            .anyObject(example: ["owner": 42, "currency": "RUB"]),
            "The payload as it is stored in the log; its members depend on the type."
        ),
        .member("command", .uuid, "The command that appended it."),
        .optional("causation", .uuid, "The command that caused this one."),
        .optional("correlation", .uuid, "The request's `X-Request-Id`."),
        .member(
            "actor",
            .integer(-1...Int64.max, example: 42),
            "A user's id; 0 means nobody signed in, -1 the service itself."
        ),
        .member("recorded_at", .time),
    ])

    static let user = Schema(Listing.users)

    static let job = Schema.object([
        .member("name", .words(JobName.allCases.map(\.rawValue))),
        .member("interval_seconds", .nullable(.count), "Null for a job without a schedule."),
        .member("last_run", .nullable(.object(lastRun))),
        .member("next_run_at", .nullable(.time)),
        .member("attempts", .count, "Failures in a row."),
        .member("requested", .boolean(example: false), "Whether somebody requested a run."),
        .member("running", .boolean(example: false)),
        .member(
            "progress",
            .nullable(.object(progress)),
            "The progress of the run, if it reports one."
        ),
        .member(
            "result",
            .nullable(.any([.object(verification), .object(replay)])),
            "The result of the last run, for `verify` and `replay`."
        ),
        .member("runs", .array(.object(run), count: 0...10)),
    ])

    private static let progress: [Property] = [
        .member("done", .count), .member("total", .count), .member("unit", .words(["events"])),
        .member("rate", .count, "Per second."),
        .member("note", .nullable(.text("reading")), "The present step."),
    ]
    private static let verification: [Property] = [
        .member("sound", .boolean(example: true)),
        .member("after", .count, "The position that the check went on from; 0: the whole log."),
        .member("events", .count), .member("batches", .count),
        .member("position", .position, "The position of the last batch."),
        .member("hash", hash, "The hash of the last batch; empty for an empty log."),
        .member("rows", .count, "Checked snapshots, receipts and people."),
        .member("faults", .count, "Of the log and of those rows."),
        .member("problems", .array(.text("position 812: is stored twice"), count: 0...4)),
    ]
    private static let replay: [Property] = [
        .member("events", .count, "Events read, without those of an interrupted earlier run."),
        .member("read_models", .count),
        .member(
            "differences",
            .count,
            "Read models that differed from the log and were corrected."
        ),
        .member("failures", .count, "Read models that can't be built; the old ones stay."),
        .member("duration_ms", .count),
    ]
    private static let hash = Schema.text(
        String(repeating: "5c", count: 32),
        pattern: "^([0-9a-f]{64})?$"
    )
    private static let lastRun: [Property] = [
        .member("started_at", .time), .member("finished_at", .nullable(.time)),
        .member("duration_ms", .nullable(.count)),
        .member("outcome", .nullable(.words(["ok", "failed", "resting", "abandoned"]))),
        .member("error", .nullable(.text("the answer was no JSON"))),
    ]
    private static let run: [Property] =
        [.member("node", .text("host-812")), .member("detail", .nullable(.text("3 rates")))]
        + lastRun

    static let projection = Schema(Listing.projections)

    static let overview = Schema.object([
        .member("position", .position), .member("version", .text(tallyVersion)),
        .member(
            "totals",
            .object([
                .member("users", .count, "Deleted users included."),
                .member("transfers", .count, "Movements of money of all types."),
                .member("holds", .count, "Held or confirmed now."),
                .member(
                    "orders",
                    .count,
                    "Drafts included, but none that was cancelled or discarded."
                ),
            ])
        ),
        .member(
            "kinds",
            .array(
                .object([
                    .member("type", transferType), .member("currency", .currency),
                    .member("count", .count),
                    .member("amount", .total(example: 125_000), "The sum in minor units."),
                ]),
                count: nil
            ),
            "Transfers by type and currency."
        ),
        .member(
            "hours",
            .array(.object([.member("hour", .time), .member("count", .count)]), count: 24...24),
            "Transfers by the hour in which they were recorded, oldest first."
        ),
        .member("read_models", .array(.object(readModel), count: nil)),
        .member(
            "rates",
            .object([
                .member("count", .count), .member("quoted_at", .nullable(.time), "The newest."),
                .member(
                    "stale",
                    .boolean(example: false),
                    "Whether it is too old for an exchange."
                ),
            ])
        ),
    ])

    private static let readModel: [Property] = [
        .member("name", .words(ReadModel.allCases.map(\.rawValue))), .member("position", .position),
        .member("lag_events", .count, "Events behind the log."),
        .member("lag_seconds", .count, "Seconds since it was last known to be complete."),
    ]

    package static let health = Schema.object([
        .member("status", .words(["ok"])), .member("version", .text(tallyVersion)),
        .member("uptime_seconds", .count),
    ])

    package static let readiness = Schema.object([
        .member("status", .words(["ready"])), .member("position", .position),
        .member("lag", .count),
        .member("projections", .object(ReadModel.allCases.map { .member($0.rawValue, .position) })),
    ])
}

/// The service's background jobs.
///
/// Raw values are names in `jobs.jobs` and in paths: never changed.
package enum JobName: String, CaseIterable, Sendable {
    /// Fetches exchange rates.
    case rates
    /// Fetches the catalogue of services.
    case serviceCatalogue = "service_catalogue"
    /// Registers orders and cancellations with the outside service.
    case orderRegistration = "order_registration"
    /// Asks the outside service for the state of orders.
    case orderPolling = "order_polling"
    /// Records expired holds.
    case holdExpiry = "hold_expiry"
    /// Records expired pending transfers.
    case transferExpiry = "transfer_expiry"
    /// Deletes answers whose Idempotency-Key is no longer kept.
    case receipts
    /// Deletes old failed sign-ins.
    case signInAttempts = "sign_in_attempts"
    /// Deletes where sessions came from once they can't be open any more.
    case sessionDetails = "session_details"
    /// Deletes journaled commands after their time.
    case commands
    /// Rebuilds all read models, on request.
    case replay
    /// Checks the log, on request.
    case verify
}
