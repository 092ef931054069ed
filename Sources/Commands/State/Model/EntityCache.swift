import EventStore
import Events
import Model

/// The state of one stream as decisions see it; a new value is the state before the first event.
package protocol Entity {
    associatedtype Change

    init()

    /// The state before the stream's own events; only a transfer finds anything in its history.
    static func initial(_ stream: StreamID, _ history: StreamHistory) -> Self

    /// Reads the values of a stored snapshot, nil if they are not those that `snapshot` writes.
    init?(_ stored: inout SnapshotReader)

    /// The state to be stored; nil if streams of this kind stay short, or for one without events.
    var snapshot: Snapshot? { get }

    /// Applies an event, which can't fail: the event is in the log or is about to be.
    mutating func evolve(_ event: Change)

    /// Returns the event if it is one of this kind of stream.
    static func change(in event: Event) -> Change?
}

extension Entity {
    package static func initial(_ stream: StreamID, _ history: StreamHistory) -> Self { Self() }

    package init?(_ stored: inout SnapshotReader) { return nil }

    package var snapshot: Snapshot? { nil }
}

/// The key of an entity that exists only once.
package enum OnlyKey: Hashable {
    case only
}

/// States of one kind of entity by id, in two generations, so that eviction costs nothing per use:
/// a used state moves to the young one, and a rotation forgets all that is still in the old one.
package struct EntityCache<Key: Hashable, State: Entity> {
    private struct Entry {
        var version = StreamVersion.none
        var state = State()
    }

    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    /// Entries as they were before they were changed after a savepoint; nil for one that was not
    /// loaded.
    private var kept: [Key: Entry?] = [:]

    /// Entries of the young generation.
    var youngCount: Int { young.count }

    /// Entries of both generations; one that has moved counts twice.
    var count: Int { young.count + old.count }

    /// The state, if it is loaded.
    package subscript(key: Key) -> State? {
        young[key]?.state ?? old[key]?.state
    }

    /// The version of the state, if it is loaded.
    func version(of key: Key) -> StreamVersion? {
        young[key]?.version ?? old[key]?.version
    }

    /// Returns whether the state is loaded; if so it survives the next rotation.
    mutating func touch(_ key: Key) -> Bool {
        if young.index(forKey: key) != nil { return true }
        guard let entry = old[key] else { return false }
        young[key] = entry
        return true
    }

    mutating func load(_ key: Key, version: StreamVersion, state: State) {
        young[key] = Entry(version: version, state: state)
    }

    /// Applies an event that is about to be appended, possibly the first of a new stream.
    ///
    /// Returns the version that it gets.
    mutating func append(_ key: Key, _ change: State.Change) -> StreamVersion {
        guard let index = youngIndex(of: key) else {
            var entry = Entry(version: StreamVersion.none.next)
            entry.state.evolve(change)
            young[key] = entry
            return entry.version
        }
        young.values[index].state.evolve(change)
        young.values[index].version = young.values[index].version.next
        return young.values[index].version
    }

    /// Applies an event read from the log, unless the state is not loaded or includes it already.
    ///
    /// Returns false if an event before it is missing: then the state is not to be trusted.
    mutating func fold(_ key: Key, _ change: State.Change, version: StreamVersion) -> Bool {
        guard let index = youngIndex(of: key) else { return true }
        let known = young.values[index].version
        guard version > known else { return true }
        guard version == known.next else { return false }
        young.values[index].state.evolve(change)
        young.values[index].version = version
        return true
    }

    /// Changes the state, if it is loaded, by an event of another stream.
    mutating func update(_ key: Key, _ change: (inout State) -> Void) {
        guard let index = youngIndex(of: key) else { return }
        change(&young.values[index].state)
    }

    /// The place of the state in the young generation, where this moves it; nil if it is not
    /// loaded.
    private mutating func youngIndex(of key: Key) -> Dictionary<Key, Entry>.Index? {
        if let index = young.index(forKey: key) { return index }
        return touch(key) ? young.index(forKey: key) : nil
    }

    mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    /// Keeps the state as it is now, loaded or not; returns false if it is kept already.
    mutating func keep(_ key: Key) -> Bool {
        guard kept.index(forKey: key) == nil else { return false }
        kept.updateValue(young[key] ?? old[key], forKey: key)
        return true
    }

    /// Makes the kept state the present one.
    mutating func restore(_ key: Key) {
        guard let entry = kept.removeValue(forKey: key) else { return }
        young[key] = entry
        old[key] = nil
    }

    /// Drops the kept state.
    mutating func release(_ key: Key) { kept[key] = nil }

    /// Forgets every state that was not used since the last rotation.
    mutating func rotate() {
        old = young
        young = [:]
    }
}
