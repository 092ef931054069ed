import Events
import Model
import Postgres

extension Connection {
    /// Whether the batch is in the log.
    ///
    /// To be called under the append lock.
    ///
    /// A batch of events is recognised by its hash, one of receipts alone by its first receipt. A
    /// batch with neither (snapshots only) counts as not stored: nothing is lost with it.
    func stands(_ batch: AppendBatch, hash: [UInt8]) throws(EventLogError) -> Bool {
        do throws(PostgresError) {
            // A standby that responds instead of the primary may lack the committed batch.
            let recovery = try execute("SELECT pg_is_in_recovery()")
            guard try !recovery.only().bool(0) else { throw .connection("the server is a standby") }
            if let last = batch.events.last { return try endsBatch(last.position, hash) }
            guard let (key, receipt) = batch.receipts.first else { return false }
            let rows = try execute(
                "SELECT fingerprint, recorded_at FROM log.receipts WHERE actor = $1 AND key = $2",
                [.int64(key.actor.rawValue), .text(key.key)]
            )
            guard let row = rows.first else { return false }
            let fingerprint = try row.bytes(0)
            let recordedAt = try row.timestamp(1)
            return fingerprint == receipt.fingerprint
                && recordedAt == receipt.recordedAt.microseconds
        } catch {
            throw EventLogError(error)
        }
    }

    /// Whether a batch with the hash ends at the position.
    func endsBatch(_ position: LogPosition, _ hash: [UInt8]) throws(PostgresError) -> Bool {
        try execute(
            "SELECT 1 FROM log.batches WHERE last_position = $1 AND hash = $2",
            [.int64(position.rawValue), .bytes(hash)]
        ).first != nil
    }

    /// Commits the open transaction so that all that was visible in it is as durable as
    /// `synchronous_standby_names` asks.
    func confirmLog() throws(EventLogError) {
        do throws(PostgresError) {
            try commitCovering()
        } catch {
            throw EventLogError(error)
        }
    }

    /// Throws while the database's disk has no room for new rows.
    ///
    /// A commit alone needs room in the write-ahead log only. The rows go into a table of this
    /// session, 1 MB of it, which goes with the transaction.
    func requireRoom() throws(EventLogError) {
        do throws(PostgresError) {
            try script(
                """
                CREATE TEMPORARY TABLE room ON COMMIT DROP AS
                SELECT number, number AS again FROM generate_series(1, 30000) AS number
                """
            )
        } catch {
            throw EventLogError(error)
        }
    }
}
