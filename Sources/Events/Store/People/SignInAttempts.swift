import Events
import Model
import Postgres

/// Failed sign-ins since the last good one, in table `people.sign_in_attempts`, so that they
/// survive a restart and all nodes count together.
///
/// Under role `LogRole.commands`.
package struct SignInAttempts {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The time until which attempts of any of the subjects are refused; nil if they are allowed at
    /// `now`.
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

    /// Counts a failure, and returns the time from which the subject may try again.
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

    /// Forgets the failures after a successful sign-in or an erasure.
    ///
    /// Returns the number of subjects that had failures.
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

    /// Deletes subjects whose last failure was before `time`, at most `limit`, and returns their
    /// number.
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

/// How long the next sign-in has to wait after failed ones: not at all at first, then a second,
/// doubled with each further failure, up to a limit.
package struct SignInDelay: Hashable, Sendable {
    /// The first failure that causes a delay.
    let first: Int
    let maximumSeconds: Int

    /// Five, since people mistype; at most a quarter of an hour, since it locks the owner out too.
    package static let account = SignInDelay(first: 5, maximumSeconds: 900)
    /// Twenty, since many people may share an address.
    package static let address = SignInDelay(first: 20, maximumSeconds: 900)

    /// Seconds to wait after so many failures in a row.
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

/// The key under which failed sign-ins are counted: a keyed hash of an account name or of a network
/// address.
package struct SignInSubject: Hashable, Sendable {
    /// 16 bytes.
    let bytes: [UInt8]

    /// The user name or e-mail address of the attempt, in its comparable form, whether or not such
    /// a user exists.
    package init(account normalised: String, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("account:", normalised)
    }

    /// The network address of the attempt, in its only text form.
    package init(address: String, _ hasher: ClaimHasher) {
        bytes = hasher.signIn("address:", address)
    }
}
