import API
import Postgres

/// When jobs are due.
enum JobSchedule {
    enum Due: Equatable {
        /// 0 or less if it is due.
        case inMilliseconds(Int)
        /// Once somebody asks for it.
        case whenAsked
    }

    /// When each is due; a job without a row is left out.
    static func waits(
        _ jobs: [JobName],
        _ connection: Connection
    ) throws(PostgresError) -> [JobName: Due] {
        let rows = try connection.execute(
            """
            SELECT name, CASE
                WHEN EXISTS (SELECT FROM jobs.requests AS r WHERE r.job = j.name) THEN 0
                ELSE ceil(extract(epoch FROM next_run_at - clock_timestamp()) * 1000)::bigint
            END
            FROM jobs.jobs AS j
            WHERE name = ANY ($1)
            """,
            [.texts(jobs.map(\.rawValue))]
        )
        var waits: [JobName: Due] = [:]
        for row in rows {
            guard let job = JobName(rawValue: try row.string(0)) else { continue }
            waits[job] = try row.optionalInt64(1).map { .inMilliseconds(Int($0)) } ?? .whenAsked
        }
        return waits
    }
}
