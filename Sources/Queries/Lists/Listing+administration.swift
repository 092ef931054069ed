import Model
import Postgres

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

    /// Commands with one outcome, `$3`.
    ///
    /// A statement of its own, since a plan for both would read all commands that were done to find
    /// the few that failed.
    static let commandsByOutcome = commands.reading(from: "jobs.commands", where: "outcome = $3")

    /// How far each read model is, and how large, by name; the position of the list is that of the
    /// activity, which moves with every event.
    ///
    /// `$3` and `$4`: tables, each with its read model, `$5`: the end of the log as known, `$6`:
    /// events per second of all read models that this node moves on.
    ///
    /// `reltuples` is PostgreSQL's own estimate, -1 before the first ANALYZE.
    package static let projections = Listing(
        .activity,
        [
            .column("name", .words(ReadModel.allCases.map(\.rawValue)), of: "m.name"),
            .column("position", .position),
            // The log may have grown since to the position of the foremost read model.
            .column(
                "lag",
                .count,
                of: "greatest($5, max(position) OVER ()) - position",
                "Events behind the log."
            ),
            .column(
                "events_per_second",
                .count,
                of: "CASE WHEN error IS NULL THEN $6::bigint ELSE 0 END"
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
                "As PostgreSQL estimates; 0 before its first look."
            ),
        ],
        from: """
            read.checkpoints AS m
            LEFT JOIN (
                SELECT t.name, sum(pg_total_relation_size(k.oid))::bigint AS bytes,
                    sum(greatest(k.reltuples, 0))::bigint AS rows
                FROM unnest($3::text[], $4::text[]) AS t (name, relation)
                JOIN pg_class AS k
                    ON k.relnamespace = 'read'::regnamespace AND k.relname = t.relation
                GROUP BY t.name
            ) AS s ON s.name = m.name
            """,
        by: [.ascending("m.name COLLATE \"C\"")]
    )

    static func readProjections(
        logEnd: LogPosition,
        eventsPerSecond: Int,
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let tables = ReadModel.allCases.flatMap { model in
            model.tables.map { (model: model.rawValue, table: $0) }
        }
        return try projections.read(
            nil,
            [
                .texts(tables.map(\.model)), .texts(tables.map(\.table)),
                .int64(logEnd.rawValue), .int64(Int64(eventsPerSecond)),
            ],
            connection
        )
    }
}
