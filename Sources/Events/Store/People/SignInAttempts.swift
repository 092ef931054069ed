import Model
import Postgres

/// Failed sign-ins since the last good one, in table `people.sign_in_attempts`, so that a restart
/// forgives nobody and all nodes count together.
///
/// Under role `LogRole.commands`.
package struct SignInAttempts {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Until when attempts of any of the subjects are refused, or nil if none is at `now`.
    package func blockedUntil(
        _ subjects: [SignInSubject],
        at now: Timestamp
    ) throws(PostgresError) -> Timestamp? {
        var until: Timestamp?
        for subject in subjects {
            let rows = try connection.execute(
                """
                SELECT blocked_until FROM people.sign_in_attempts
                WHERE subject = $1 AND blocked_until > $2
                """,
                [.bytes(subject.bytes), .timestamp(now.microseconds)]
            )
            guard let row = rows.first else { continue }
            let blocked = Timestamp(microseconds: try row.timestamp(0))
            until = max(until ?? blocked, blocked)
        }
        return until
    }

    /// Counts a failure, and answers from when on the subject may try again.
    @discardableResult
    package func recordFailure(
        _ subject: SignInSubject,
        _ delay: SignInDelay,
        at now: Timestamp
    ) throws(PostgresError) -> Timestamp {
        let row = try connection.execute(
            """
            INSERT INTO people.sign_in_attempts AS attempts
                (subject, failures, last_failed_at, blocked_until)
            VALUES ($1, 1, $2, $2 + ($3)[1] * interval '1 s')
            ON CONFLICT (subject) DO UPDATE
            SET failures = least(attempts.failures, 1000000) + 1,
                last_failed_at = excluded.last_failed_at,
                blocked_until = excluded.last_failed_at
                    + ($3)[least(attempts.failures + 1, cardinality($3))] * interval '1 s'
            RETURNING blocked_until
            """,
            [.bytes(subject.bytes), .timestamp(now.microseconds), .int64s(delay.table)]
        ).only()
        return Timestamp(microseconds: try row.timestamp(0))
    }

    /// Forgives all: somebody has signed in, or was erased.
    ///
    /// Answers how many of the subjects had failures.
    @discardableResult
    package func clear(_ subjects: [SignInSubject]) throws(PostgresError) -> Int {
        var cleared = 0
        for subject in subjects {
            cleared += try connection.count(
                "DELETE FROM people.sign_in_attempts WHERE subject = $1",
                [.bytes(subject.bytes)]
            )
        }
        return cleared
    }

    /// Deletes those whose last failure was before `time`, at most `limit`, and answers how many.
    ///
    /// In small portions, so that nothing waits for it.
    package func delete(before time: Timestamp, limit: Int) throws(PostgresError) -> Int {
        try connection.count(
            """
            DELETE FROM people.sign_in_attempts WHERE subject IN (
                SELECT subject FROM people.sign_in_attempts WHERE last_failed_at < $1
                ORDER BY last_failed_at LIMIT $2
            )
            """,
            [.timestamp(time.microseconds), .int64(Int64(limit))]
        )
    }
}
