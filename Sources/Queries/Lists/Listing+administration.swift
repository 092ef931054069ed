import Model
import Postgres
import Text

/// Lists for administrators; users are in `Listing+users.swift`, jobs in `Jobs.swift`.
extension Listing {
    /// Commands with the outcome of each and of the last retry by hand, newest first.
    package static let commands = Listing(
        nil,
        [
            .column("id", .identifier),
            .column("command", .uuid, of: "command::text", "Names it in its events."),
            .column("route", .text("transfer")),
            .nullable("subject_id", .identifier, of: "nullif(subject, 0)", "The id in its path."),
            .nullable("actor_id", .identifier, of: "nullif(actor, 0)"),
            .column("outcome", .words(["refused", "done", "failed"])),
            .nullable("reason", .text("insufficient-funds")), .nullable("position", .position),
            .column("received_at", .time),
            .nullable(
                "request",
                .json(example: ["receiver_username": "bob", "amount": "12.50"]),
                of:
                    "CASE WHEN octet_length(request) BETWEEN 2 AND \(longestRequest) THEN request END",
                "The body, as long as it is kept, unless it is long."
            ),
            .column(
                "retryable",
                .flag(example: true),
                of: "is_kept AND outcome <> 'done' AND retry_outcome IS DISTINCT FROM 'done'"
            ),
            .nullable(
                "retry",
                .object([
                    .column("at", .time, of: "retried_at"),
                    // Null while the retry is running.
                    .nullable(
                        "outcome",
                        .words(["done", "refused", "failed"]),
                        of: "retry_outcome"
                    ),
                    .nullable("reason", .text("insufficient-funds"), of: "retry_reason"),
                    .nullable("position", .position, of: "retry_position"),
                ])
            ),
        ],
        from: "jobs.commands",
        by: [.descending("id")]
    )

    /// Bytes of the longest body that a list shows; longer ones would make a page of the list
    /// large.
    private static let longestRequest = 2_048

    /// Commands with one outcome, `$3`.
    ///
    /// A statement of its own, since a plan for both would read all commands that were done to find
    /// the few that failed.
    static let commandsByOutcome = commands.reading(from: "jobs.commands", where: "outcome = $3")

    /// How far each read model is, and how large, by name; the position of the list is that of the
    /// activity, which moves with every event.
    ///
    /// `$3`: the end of the log as known, `$4`: events per second of all read models that this node
    /// moves on.
    ///
    /// Rows are counted up to `mostCountedRows` of a table. Beyond it is PostgreSQL's own estimate,
    /// `reltuples`, which is -1 before the first ANALYZE.
    package static let projections = Listing(
        .activity,
        [
            .column("name", .words(ReadModel.allCases.map(\.rawValue)), of: "m.name"),
            .column("position", .position),
            // The log may have grown since to the position of the foremost read model.
            .column(
                "lag",
                .count,
                of: "greatest($3, max(position) OVER ()) - position",
                "Events behind the log."
            ),
            .column(
                "events_per_second",
                .count,
                of: "CASE WHEN error IS NULL THEN $4::bigint ELSE 0 END"
            ),
            .column("generation", .count),
            .nullable("error", .text("event 812 names no account")),
            .nullable("error_position", .position), .column("updated_at", .time),
            .column(
                "bytes",
                .count,
                of: "coalesce(s.bytes, 0)",
                "On disk, indexes included: what PostgreSQL has reserved."
            ),
            .column(
                "rows",
                .count,
                of: "coalesce(s.rows, 0)",
                "Counted up to \(mostCountedRows) in a table, and estimated by PostgreSQL beyond."
            ),
            .column(
                "rows_estimated",
                .flag(example: false),
                of: "coalesce(s.is_estimated, false)"
            ),
        ],
        from: """
            read.checkpoints AS m
            LEFT JOIN (
                SELECT t.name, sum(pg_total_relation_size(k.oid))::bigint AS bytes,
                    sum(CASE WHEN t.counted <= \(mostCountedRows) THEN t.counted
                        ELSE greatest(k.reltuples, t.counted) END)::bigint AS rows,
                    bool_or(t.counted > \(mostCountedRows)) AS is_estimated
                FROM (VALUES \(countedTables)) AS t (name, relation, counted)
                JOIN pg_class AS k
                    ON k.relnamespace = 'read'::regnamespace AND k.relname = t.relation
                GROUP BY t.name
            ) AS s ON s.name = m.name
            """,
        by: [.ascending("m.name COLLATE \"C\"")]
    )

    /// Counting more rows than these takes more than a millisecond.
    private static let mostCountedRows = 10_000

    /// Each table with its read model and its rows, of which one more than the limit is counted.
    private static let countedTables = ReadModel.allCases.flatMap { model in
        model.tables.map { table in
            """
            ('\(model.rawValue)', '\(table)', (SELECT count(*) FROM (
                SELECT FROM read.\(table) LIMIT \(mostCountedRows + 1)) AS part))
            """
        }
    }.joined(separator: ",\n")

    static func readProjections(
        logEnd: LogPosition,
        eventsPerSecond: Int,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        try projections.read(
            nil,
            [.int64(logEnd.rawValue), .int64(Int64(eventsPerSecond))],
            connection
        )
    }
}
