import Events
import Model

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
package struct SealedSnapshot {
    let stream: String
    let snapshot: StoredSnapshot
    let seal: [UInt8]
}
