@testable import Entities
@testable import EventStore
@testable import Model

/// The text that is stored for a state, nil if its kind has no snapshots.
func stored(_ state: some Entity) -> String? {
    state.snapshot.map {
        String(decoding: $0.stored(at: StreamVersion(1)).state, as: UTF8.self)
    }
}

/// The state that is read from a stored text, nil if the text is refused.
func readBack<State: Entity>(_ kind: State.Type, _ text: String) -> State? {
    let snapshot = StoredSnapshot(version: StreamVersion(1), schema: 1, state: Array(text.utf8))
    guard var reader = SnapshotReader(snapshot), let state = State(&reader), reader.isAtEnd
    else { return nil }
    return state
}

/// The state that is read back after it was stored.
func readBack<State: Entity>(_ state: State) -> State? {
    stored(state).flatMap { readBack(State.self, $0) }
}
