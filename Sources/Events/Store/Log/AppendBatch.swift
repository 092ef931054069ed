import Events
import Model

/// The rows that one transaction appends.
///
/// The events carry the positions after the tail, in order, without a gap, and each the version
/// after the last of its stream. A snapshot is of its stream after the batch's last event there.
package struct AppendBatch: Sendable {
    package var events: [RecordedEvent]
    package var receipts: [(key: ReceiptKey, receipt: Receipt)]
    package var people: [PersonChange]
    package var snapshots: [(stream: StreamID, snapshot: StoredSnapshot)]
    package let recordedAt: Timestamp

    package init(
        events: [RecordedEvent] = [],
        receipts: [(key: ReceiptKey, receipt: Receipt)] = [],
        people: [PersonChange] = [],
        snapshots: [(stream: StreamID, snapshot: StoredSnapshot)] = [],
        recordedAt: Timestamp
    ) {
        self.events = events
        self.receipts = receipts
        self.people = people
        self.snapshots = snapshots
        self.recordedAt = recordedAt
    }
}

/// An idempotency key within the actor it belongs to.
package struct ReceiptKey: Hashable, Sendable {
    package let actor: Actor
    /// 1 to 255 visible ASCII characters.
    package let key: String

    package init(actor: Actor, key: String) {
        self.actor = actor
        self.key = key
    }
}

/// The response to the first request under a key, which every later one gets as well.
package struct Receipt: Hashable, Sendable {
    /// SHA-256 of method, path and body of the request, keyed if a password is in it.
    package let fingerprint: [UInt8]
    /// Nil if the command was done; else the word for the reason of its refusal.
    package let refusal: String?
    package let position: LogPosition
    /// Path of the new thing.
    package let location: String?
    package let recordedAt: Timestamp

    package init(
        fingerprint: [UInt8],
        refusal: String?,
        position: LogPosition,
        location: String?,
        recordedAt: Timestamp
    ) {
        self.fingerprint = fingerprint
        self.refusal = refusal
        self.position = position
        self.location = location
        self.recordedAt = recordedAt
    }
}

extension AppendBatch {
    /// Refuses a batch that would break the log: positions that do not continue it, an event of
    /// another time than the batch's, a time that goes back, a snapshot of another version than its
    /// stream's last in the batch.
    func check(after tail: LogTail) throws(EventLogError) {
        guard recordedAt >= tail.recordedAt || events.isEmpty else {
            throw .refused("the batch's time is before the log's last")
        }
        for (index, event) in events.enumerated() {
            guard event.position == tail.position.advanced(by: index + 1) else {
                throw .refused(
                    "position \(event.position.rawValue) where "
                        + "\(tail.position.rawValue + Int64(index) + 1) comes next"
                )
            }
            guard event.recordedAt == recordedAt else {
                throw .refused("the event at \(event.position.rawValue) has another time")
            }
        }
        for (stream, snapshot) in snapshots where last(of: stream)?.version != snapshot.version {
            throw .refused(
                "a snapshot of \(stream.name) at version \(snapshot.version.rawValue), "
                    + "which is not its last in the batch"
            )
        }
    }

    /// The last event of the stream, nil if the batch has none.
    private func last(of stream: StreamID) -> RecordedEvent? {
        events.last { $0.stream == stream }
    }

    /// The batch's snapshots with their seals.
    func sealedSnapshots(_ sealer: RowSealer) -> [SealedSnapshot] {
        snapshots.compactMap { stream, snapshot in
            guard let event = last(of: stream) else { return nil }
            let end = SnapshotEvent(position: event.position, command: event.origin.command)
            return SealedSnapshot(
                stream: stream.name,
                snapshot: snapshot,
                seal: sealer.seal(snapshot, of: stream.name, at: end)
            )
        }
    }
}

/// A snapshot as it is written.
struct SealedSnapshot {
    let stream: String
    let snapshot: StoredSnapshot
    let seal: [UInt8]
}
