import Events
import Model
import Postgres

/// Failed sign-ins, in tables `people.sign_in_attempts` and `people.address_failures`, so that they
/// survive a restart and all nodes count together.
///
/// Under role `LogRole.commands`.
package struct SignInAttempts {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The time until which an attempt is refused; nil if it is allowed at `now`.
    package func blockedUntil(
        _ trial: SignInTrial,
        at now: Timestamp
    ) throws(PostgresError) -> Timestamp? {
        let counted = try connection.execute(
            """
            SELECT blocked_until FROM people.sign_in_attempts
            WHERE subject = $1 AND blocked_until > $2
            """,
            [.bytes(trial.subject.bytes), .timestamp(now.microseconds)]
        ).first
        let until = try counted.map { (row) throws(PostgresError) in
            Timestamp(microseconds: try row.timestamp(0))
        }
        guard let address = try blockedUntil(trial.address, at: now) else { return until }
        return max(until ?? address, address)
    }

    /// Counts a failure, and returns the time from which the subject may try again.
    ///
    /// Each hour without a failure halves the count that is there. The address counts the account
    /// once, whatever the number of its failures.
    @discardableResult
    package func recordFailure(
        _ trial: SignInTrial,
        at now: Timestamp
    ) throws(PostgresError) -> Timestamp {
        let row = try connection.execute(
            """
            INSERT INTO people.sign_in_attempts AS attempts
                (subject, failures, last_failed_at, blocked_until, user_id)
            VALUES ($1, 1, $2, $2 + ($3)[1] * interval '1 s', $4)
            ON CONFLICT (subject) DO UPDATE
            SET (failures, last_failed_at, blocked_until) = (
                SELECT kept + 1, excluded.last_failed_at,
                    excluded.last_failed_at
                        + ($3)[least(kept + 1, cardinality($3))] * interval '1 s'
                FROM (
                    SELECT least(attempts.failures, 1000000) >> least(31, greatest(0, floor(
                        extract(epoch FROM excluded.last_failed_at - attempts.last_failed_at) / 3600
                    )))::integer
                ) AS halved (kept)
            )
            RETURNING blocked_until
            """,
            [
                .bytes(trial.subject.bytes), .timestamp(now.microseconds),
                .int64s(SignInDelay.account.table), .int64(trial.user?.rawValue),
            ]
        ).only()
        if let address = trial.address {
            try connection.execute(
                """
                INSERT INTO people.address_failures (address, account, failed_at)
                VALUES ($1, $2, $3)
                ON CONFLICT (address, account) DO UPDATE SET failed_at = excluded.failed_at
                """,
                [
                    .bytes(address.bytes), .bytes(trial.account.bytes),
                    .timestamp(now.microseconds),
                ]
            )
        }
        return Timestamp(microseconds: try row.timestamp(0))
    }

    /// Forgets the subject's failures after a success, and takes the account off the address.
    ///
    /// The failures of other accounts stay: a client that knows one password may not try other
    /// users' for ever.
    package func recordSuccess(_ trial: SignInTrial) throws(PostgresError) {
        try clear([trial.subject])
        var arguments: Arguments = [.bytes(trial.account.bytes)]
        arguments.append(trial.addresses.map(\.bytes))
        try connection.execute(
            "DELETE FROM people.address_failures WHERE account = $1 AND address = ANY ($2)",
            arguments
        )
    }

    /// Forgets the failures of subjects, and returns how many had some.
    @discardableResult
    package func clear(_ subjects: [SignInSubject]) throws(PostgresError) -> Int {
        var arguments = Arguments()
        arguments.append(subjects.map(\.bytes))
        return try connection.count(
            "DELETE FROM people.sign_in_attempts WHERE subject = ANY ($1)",
            arguments
        )
    }

    /// Lifts a lock-out: forgets all failures of a user, of known clients and of others.
    package func clear(_ user: UserID, _ hasher: ClaimHasher) throws(PostgresError) {
        try connection.execute(
            "DELETE FROM people.sign_in_attempts WHERE user_id = $1",
            [.int64(user.rawValue)]
        )
        try connection.execute(
            "DELETE FROM people.address_failures WHERE account = $1",
            [.bytes(SignInSubject(user, hasher).bytes)]
        )
    }

    /// Deletes what was last counted before `time`, at most `limit` rows of each table, and returns
    /// their number.
    ///
    /// In small portions, so that nothing waits for it.
    package func delete(before time: Timestamp, limit: Int) throws(PostgresError) -> Int {
        let arguments: Arguments = [.timestamp(time.microseconds), .int64(Int64(limit))]
        let attempts = try connection.count(
            """
            DELETE FROM people.sign_in_attempts WHERE subject IN (
                SELECT subject FROM people.sign_in_attempts WHERE last_failed_at < $1
                ORDER BY last_failed_at LIMIT $2
            )
            """,
            arguments
        )
        return attempts
            + (try connection.count(
                """
                DELETE FROM people.address_failures WHERE (address, account) IN (
                    SELECT address, account FROM people.address_failures WHERE failed_at < $1
                    ORDER BY failed_at LIMIT $2
                )
                """,
                arguments
            ))
    }

    /// The accounts that failed from the address within the last hour decide.
    private func blockedUntil(
        _ address: SignInSubject?,
        at now: Timestamp
    ) throws(PostgresError) -> Timestamp? {
        guard let address else { return nil }
        let row = try connection.execute(
            """
            SELECT count(*), coalesce(max(failed_at), $2) FROM people.address_failures
            WHERE address = $1 AND failed_at > $2 - interval '1 hour'
            """,
            [.bytes(address.bytes), .timestamp(now.microseconds)]
        ).only()
        let seconds = SignInDelay.address.seconds(afterFailures: Int(try row.int64(0)))
        guard seconds > 0 else { return nil }
        let until = Timestamp(microseconds: try row.timestamp(1)).advanced(bySeconds: seconds)
        return until > now ? until : nil
    }
}

/// How long the next sign-in has to wait after failed ones: not at all at first, then a second,
/// doubled with each further failure, up to a limit.
package struct SignInDelay: Hashable, Sendable {
    /// The first failure that causes a delay.
    let first: Int
    let maximumSeconds: Int

    /// Five, since people mistype; at most a quarter of an hour, since it delays the owner too.
    package static let account = SignInDelay(first: 5, maximumSeconds: 900)
    /// Twenty accounts, since many people may share an address.
    package static let address = SignInDelay(first: 20, maximumSeconds: 900)

    /// Seconds to wait after so many failures.
    package func seconds(afterFailures failures: Int) -> Int {
        guard failures >= first else { return 0 }
        let doublings = failures - first
        guard doublings < Int.bitWidth - 2 else { return maximumSeconds }
        return min(maximumSeconds, 1 << doublings)
    }

    /// The delay after each number of failures from 1 up to the number at which it stops growing.
    ///
    /// It is part of the statement, so that simultaneous failures are counted one after the other.
    var table: [Int64] {
        var table: [Int64] = []
        repeat {
            table.append(Int64(seconds(afterFailures: table.count + 1)))
        } while table.last != Int64(maximumSeconds)
        return table
    }
}
