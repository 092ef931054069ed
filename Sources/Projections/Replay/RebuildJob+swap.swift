import Events
import Model
import Postgres

extension RebuildJob {
    /// Attempts to lock the tables, of two seconds each.
    private static let attempts = 20

    /// Puts the rebuilt tables in place of the live ones, at the log's end, in one transaction.
    func swap() throws {
        var attempts = 0
        while !names.isEmpty {
            try load()
            report(.swapping, total: lowest.rawValue)
            do {
                if try swapOnce() { return }
            } catch let stopped as Stopped {
                writer.rollback()
                forget()
                try exclude(stopped)
            } catch PostgresError.server(let error) where error.sqlState.isContention {
                writer.rollback()
                forget()
                attempts += 1
                if attempts == Self.attempts { throw RebuildError.tooBusy }
            }
            try requireGoingOn()
        }
    }

    /// Returns false if too many events were appended meanwhile.
    private func swapOnce() throws -> Bool {
        try writer.script(
            """
            BEGIN;
            SET LOCAL synchronous_commit = on;
            SET LOCAL lock_timeout = '2s'
            """
        )
        _ = try lockCheckpoints(writer)
        let tail = try logTail(writer)
        guard tail.rawValue - lowest.rawValue <= 2 * options.lockedEvents else {
            writer.rollback()
            return false
        }
        let ends = Dictionary(uniqueKeysWithValues: names.map { ($0, tail) })
        try catchUp(to: ends)
        let rebuilt = names.flatMap { shadows(of: $0) }
        // Locked in the same order as by followers, so that there is no deadlock.
        let tables = rebuilt.map { "read.\($0.name)" }.sorted().joined(separator: ", ")
        try writer.script("LOCK TABLE \(tables) IN ACCESS EXCLUSIVE MODE")
        for shadow in rebuilt { try shadow.swap(writer) }
        try writer.execute(
            """
            UPDATE read.checkpoints SET position = $1, generation = generation + 1,
                error = NULL, error_position = NULL, updated_at = now()
            WHERE name = ANY($2::text[])
            """,
            [.int64(tail.rawValue), .texts(names.map(\.rawValue))]
        )
        try ReplayProgress.remove(names, writer)
        try writer.commit()
        for name in names { positions[name] = tail }
        return true
    }
}

extension SQLState {
    fileprivate var isContention: Bool {
        self == .lockNotAvailable || self == .deadlockDetected
    }
}
