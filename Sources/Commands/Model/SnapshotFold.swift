import EventStore
import Events

/// What a stream's snapshot holds, going by its events from the first on.
package struct SnapshotFold: ~Copyable {
    private let stream: StreamID
    private var model = WriteModel()
    private var isSound: Bool

    package init(_ stream: StreamID) {
        self.stream = stream
        isSound = model.load(stream, StreamHistory())
    }

    /// Takes the stream's next event.
    package mutating func take(_ event: RecordedEvent) {
        isSound = isSound && event.stream == stream && model.fold(event)
    }

    /// Nil if the events are not those of such a stream from the first on, or none is stored for it.
    package borrowing func snapshot() -> StoredSnapshot? {
        isSound ? model.snapshot(stream) : nil
    }
}
