import Model
import Postgres
import Queries
import Text

/// What administrators and those who run the service see.
extension Schema {
    static let command = Schema(Listing.commands)

    static let event = Schema.object([
        .member("position", .integer(1...Int64.max, example: 1_204)),
        .member("stream", .text("account-42")), .member("version", .identifier),
        .member("type", .text("account.opened")), .member("schema", .identifier),
        .member(
            "data",
            .anyObject(example: [("owner", .integer(42)), ("currency", .string("RUB"))]),
            "The payload as it stands in the log; its members depend on the type."
        ),
        .member("command", .uuid, "Which command has made it."),
        .optional("causation", .uuid, "What the command was a consequence of."),
        .optional("correlation", .uuid, "The request's `X-Request-Id`."),
        .member(
            "actor",
            .integer(-1...Int64.max, example: 42),
            "A user's id; 0 is nobody signed in, -1 the service itself."
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
        .member("requested", .boolean(example: false), "Whether it was asked for by hand."),
        .member("running", .boolean(example: false)),
        .member("progress", .nullable(.object(progress)), "How far the run is, if it says so."),
        .member(
            "result",
            .nullable(.any([.object(verification), .object(replay)])),
            "What the last run has found, of `verify` and `replay`."
        ),
        .member("runs", .array(.object(run), count: 0...10)),
    ])

    private static let progress: [Property] = [
        .member("done", .count), .member("total", .count), .member("unit", .words(["events"])),
        .member("rate", .count, "A second."),
        .member("note", .nullable(.text("reading")), "What it is at."),
    ]
    private static let verification: [Property] = [
        .member("sound", .boolean(example: true)), .member("events", .count),
        .member("batches", .count),
        .member("position", .position, "Of the last batch."),
        .member("hash", hash, "Of the last batch; empty if there is none."),
        .member("rows", .count, "Snapshots, receipts and people that were checked."),
        .member("faults", .count, "In the chain and of those rows."),
        .member("problems", .array(.text("position 812: stands twice"), count: 0...4)),
    ]
    private static let replay: [Property] = [
        .member("events", .count, "Read, those of an interrupted run before it left out."),
        .member("read_models", .count),
        .member("differences", .count, "Read models that were not as the log says; now they are."),
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
                .member("users", .count, "Those who were deleted since included."),
                .member("transfers", .count, "Movements of money of all types."),
                .member("holds", .count), .member("orders", .count, "Drafts included."),
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
            "Transfers by the hour that they were recorded in, oldest first."
        ),
        .member("read_models", .array(.object(readModel), count: nil)),
        .member(
            "rates",
            .object([
                .member("count", .count), .member("quoted_at", .nullable(.time), "The newest."),
                .member("stale", .boolean(example: false), "Whether it is too old to exchange at."),
            ])
        ),
    ])

    private static let readModel: [Property] = [
        .member("name", .words(ReadModel.allCases.map(\.rawValue))), .member("position", .position),
        .member("lag_events", .count, "Events behind the log."),
        .member("lag_seconds", .count, "Since it was last known to have all of them."),
    ]

    static let health = Schema.object([
        .member("status", .words(["ok"])), .member("version", .text(tallyVersion)),
        .member("uptime_seconds", .count),
    ])

    static let readiness = Schema.object([
        .member("status", .words(["ready"])), .member("position", .position),
        .member("lag", .count),
        .member("projections", .object(ReadModel.allCases.map { .member($0.rawValue, .position) })),
    ])
}
