import Model
import Postgres

extension RowSealer {
    /// With the database's own secret, under role `LogRole.commands`.
    package convenience init(_ connection: Connection) throws(PostgresError) {
        self.init(key: try LogSecrets.load(connection).seals)
    }

    /// `event` is the stream's event at the snapshot's version: so a snapshot from another history,
    /// or of a version that the stream has not got, does not fit.
    func seal(
        _ snapshot: StoredSnapshot,
        of stream: String,
        at event: SnapshotEvent
    ) -> [UInt8] {
        seal("snapshot") { text in
            text.add(stream)
            text.add(snapshot.version.rawValue)
            text.add(snapshot.schema)
            text.add(snapshot.state)
            text.add(event.position.rawValue)
            text.add(event.command.high)
            text.add(event.command.low)
        }
    }

    func seal(_ receipt: Receipt, under key: ReceiptKey) -> [UInt8] {
        seal("receipt") { text in
            text.add(key.actor.rawValue)
            text.add(key.key)
            text.add(receipt.fingerprint)
            text.add(receipt.refusal)
            text.add(receipt.position.rawValue)
            text.add(receipt.location)
            text.add(receipt.recordedAt.microseconds)
        }
    }
}

/// The event that a snapshot's state ends with.
struct SnapshotEvent {
    let position: LogPosition
    let command: UUID128
}
