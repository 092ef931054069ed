import Events
import Model
import Postgres

/// The append lock, and the history of the log as it is under the lock.
extension PostgresEventLog {
    package func lock() throws(EventLogError) -> LockedLog {
        guard held == nil else { throw .refused("the log is locked already by this caller") }
        let locked = try use { (connection) throws(EventLogError) in try lock(connection) }
        held = locked.tail
        if followed == nil { followed = (locked.tail, locked.history.newest.id) }
        return locked
    }

    /// Takes the lock; for a new connection, first commits once more, so that the standbys have all
    /// of it.
    ///
    /// It may be on this server alone: an earlier session's wait for the standbys may have been
    /// cancelled. Nothing is read from it before a commit has covered it, and a new epoch, if one
    /// is due, begins with that commit.
    ///
    /// Done under the lock, so that a lost session of this node has ended.
    private func lock(_ connection: Connection) throws(EventLogError) -> LockedLog {
        while true {
            let answer = try connection.lockLog(limits)
            let isShorter = followed.map { answer.tail.position < $0.tail.position } ?? false
            if isCovered, !isShorter, let history, history.newest.id == answer.epoch,
                history.newest.home.table == answer.table
            {
                return LockedLog(
                    tail: answer.tail,
                    now: answer.now,
                    isCovered: answer.tail == coveredTail,
                    history: history
                )
            }
            let found = try currentHistory(answer.tail, connection)
            try connection.confirmLog()
            isCovered = true
            coveredTail = answer.tail
            history = found
            learned(found)
        }
    }

    /// The log's history.
    ///
    /// A new epoch is added if the log is on another server than the newest epoch says, or if it
    /// lacks events that this node has followed.
    private func currentHistory(
        _ tail: LogTail,
        _ connection: Connection
    ) throws(EventLogError) -> LogHistory {
        do throws(PostgresError) {
            let history = try LogHistory.load(connection)
            if let place = followed.map({ LogPlace($0.tail.position, in: $0.epoch) }),
                !history.contains(place)
            {
                followed = nil
            }
            let reason: Epoch.Reason
            if try connection.logHome() != history.newest.home {
                reason = .server
            } else if try lacksFollowed(connection) {
                reason = .cut
            } else {
                return history
            }
            followed = nil
            return try connection.beginEpoch(reason, after: tail, in: history)
        } catch {
            throw EventLogError(error)
        }
    }

    /// Whether the log lacks the followed events although its history says that it has them.
    private func lacksFollowed(_ connection: Connection) throws(PostgresError) -> Bool {
        guard let followed, followed.tail != .start else { return false }
        return try !connection.endsBatch(followed.tail.position, followed.tail.hash)
    }

    package func stands(_ tail: LogTail) throws(EventLogError) -> Bool {
        guard tail != held, tail != .start else { return true }
        let stands = try use { (connection) throws(EventLogError) in
            do throws(PostgresError) {
                return try connection.endsBatch(tail.position, tail.hash)
            } catch {
                throw EventLogError(error)
            }
        }
        guard let held, let history else { return stands }
        if stands {
            followed = (held, history.newest.id)
        } else if let followed, followed.tail == tail,
            history.contains(LogPlace(tail.position, in: followed.epoch))
        {
            // This is the first sign of the loss. A new epoch begins with the next lock.
            self.history = nil
            throw .unavailable("the log has lost its end since this node has read it")
        }
        return stands
    }

    package func confirm() throws(EventLogError) {
        guard let tail = held, let connection = current else {
            throw .refused("confirm without the lock")
        }
        held = nil
        do {
            try connection.confirmLog()
            coveredTail = tail
        } catch {
            current = nil
            throw error
        }
    }

    package func release() {
        held = nil
        current?.rollback()
    }

    package func probe(afterFailure: Bool) throws(EventLogError) -> LockedLog {
        let locked = try lock()
        do throws(EventLogError) {
            if afterFailure { try current?.requireRoom() }
            try confirm()
        } catch {
            release()
            throw error
        }
        return locked
    }
}
