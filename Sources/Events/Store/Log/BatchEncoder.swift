import Crypto
import Events
import Model
import Postgres
import Text

/// Turns batches into rows and hashes, in buffers that are used again.
package struct BatchEncoder: ~Copyable {
    private(set) var events = CopyWriter(capacity: 256 << 10)
    private(set) var receipts = CopyWriter()
    private(set) var people = CopyWriter()
    private var json = JSONWriter(capacity: 4 << 10)
    private var hash = SHA256()

    /// Fills the buffers and answers the batch's hash.
    mutating func encode(
        _ batch: AppendBatch,
        adding added: [Person],
        after tail: LogTail,
        _ sealer: RowSealer
    ) -> [UInt8] {
        encodeEvents(batch)
        encodeReceipts(batch, sealer)
        encodePeople(added, batch.recordedAt, sealer)
        tail.hash.withUnsafeBytes { hash.update($0) }
        hash.update(events.rowBytes)
        events.finish()
        receipts.finish()
        people.finish()
        return hash.finish()
    }

    private mutating func encodeEvents(_ batch: AppendBatch) {
        events.reset()
        for event in batch.events {
            EventRow.write(event, with: &json, to: &events)
        }
    }

    private mutating func encodeReceipts(_ batch: AppendBatch, _ sealer: RowSealer) {
        receipts.reset()
        for (key, receipt) in batch.receipts {
            receipts.row(fields: 8)
            receipts.int64(key.actor.rawValue)
            receipts.text(key.key)
            receipts.bytes(receipt.fingerprint)
            receipts.text(receipt.refusal)
            receipts.int64(receipt.position.rawValue)
            receipts.text(receipt.location)
            receipts.timestamp(receipt.recordedAt.microseconds)
            receipts.bytes(sealer.seal(receipt, under: key))
        }
    }

    private mutating func encodePeople(
        _ added: [Person],
        _ recordedAt: Timestamp,
        _ sealer: RowSealer
    ) {
        people.reset()
        for person in added {
            people.row(fields: 8)
            people.int64(person.user.rawValue)
            people.text(person.username)
            people.text(person.email)
            people.text(person.name)
            people.text(person.passwordHash)
            people.int64(person.passwordChanges)
            people.timestamp(recordedAt.microseconds)
            people.bytes(sealer.seal(person))
        }
    }
}
