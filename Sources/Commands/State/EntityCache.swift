import Events
import Model

/// States of one kind of entity by id, in two generations: what is used moves to the young one, and
/// at a rotation whatever is still in the old one is forgotten.
///
/// So evicting costs nothing per use.
struct EntityCache<Key: Hashable, State: Entity> {
    private struct Entry {
        var version = StreamVersion.none
        var state = State()
    }

    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]

    /// Entries of the young generation.
    var youngCount: Int { young.count }

    /// Entries of both generations; one that has moved counts twice.
    var count: Int { young.count + old.count }

    /// The state, if it is loaded.
    subscript(key: Key) -> State? {
        young[key]?.state ?? old[key]?.state
    }

    /// The version that the state stands at, if it is loaded.
    func version(of key: Key) -> StreamVersion? {
        young[key]?.version ?? old[key]?.version
    }

    /// Whether the state is loaded.
    ///
    /// If so it outlives the next rotation.
    mutating func touch(_ key: Key) -> Bool {
        if young.index(forKey: key) != nil { return true }
        guard let entry = old[key] else { return false }
        young[key] = entry
        return true
    }

    mutating func load(_ key: Key, version: StreamVersion, state: State) {
        young[key] = Entry(version: version, state: state)
    }

    /// Follows an event that is about to be appended, the first of a new stream included.
    ///
    /// Answers the version that it gets.
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

    /// Follows an event read from the log, unless the state is not loaded or has it already.
    ///
    /// False if an event before it is missing: then the state is not to be trusted.
    mutating func fold(_ key: Key, _ change: State.Change, version: StreamVersion) -> Bool {
        guard let index = youngIndex(of: key) else { return true }
        let known = young.values[index].version
        guard version > known else { return true }
        guard version == known.next else { return false }
        young.values[index].state.evolve(change)
        young.values[index].version = version
        return true
    }

    /// Lets the state, if it is loaded, learn something that stands in another stream.
    mutating func learn(_ key: Key, _ lesson: (inout State) -> Void) {
        guard let index = youngIndex(of: key) else { return }
        lesson(&young.values[index].state)
    }

    /// Where the state is, once it has moved to the young generation; nil if it is not loaded.
    private mutating func youngIndex(of key: Key) -> Dictionary<Key, Entry>.Index? {
        if let index = young.index(forKey: key) { return index }
        return touch(key) ? young.index(forKey: key) : nil
    }

    mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    /// Forgets what was not used since the last rotation.
    mutating func rotate() {
        old = young
        young = [:]
    }
}

/// The state of one stream as decisions see it.
///
/// A new value is the state before the first event.
protocol Entity {
    associatedtype Change

    init()

    /// Follows what has happened.
    ///
    /// Can't fail: the event stands in the log or is about to.
    mutating func evolve(_ event: Change)

    /// The event, if it is one of this kind of stream.
    static func change(in event: Event) -> Change?
}

/// The key of an entity of which there is one only.
enum Sole: Hashable {
    case sole
}
