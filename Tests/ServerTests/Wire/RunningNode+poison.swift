import Postgres
import TestSupport

extension RunningNode {
    /// Writes an event at the log's end, `position`, that no software knows, so that the projection
    /// of holds stops before it.
    func stopHolds(at position: Int64) throws {
        try database.connect().script(
            """
            BEGIN;
            INSERT INTO log.events
                (position, stream, version, type, schema, data, command, actor, recorded_at)
            VALUES (\(position), 'hold-1', 1, 'hold.exploded', 1, '{}', gen_random_uuid(), 0, now());
            INSERT INTO log.batches (last_position, first_position, previous_hash, hash, recorded_at)
            SELECT \(position), \(position), hash, hash, now()
            FROM log.batches ORDER BY last_position DESC LIMIT 1;
            COMMIT;
            """
        )
    }
}
