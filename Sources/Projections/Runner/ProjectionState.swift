import Events
import Model

/// A node's knowledge of the read models between two transactions, without I/O.
struct ProjectionState {
    /// The position and generation of a read model's published state and of its rows in memory.
    struct Place: Hashable {
        var position: LogPosition
        var generation: Int64
    }

    private(set) var places: [ReadModel: Place] = [:]
    /// Read models that were stopped before this node's start: each is tried once more.
    var retries: Set<ReadModel>
    /// When PostgreSQL refuses a read model's batch, its batches are halved until the faulty event
    /// is alone.
    private var limits: [ReadModel: Int] = [:]
    /// Faulty events, which the next transaction writes into the checkpoints.
    var condemned: [ReadModel: ProjectionFault] = [:]
    /// The log's end when it was last read, or beyond.
    var tail = LogPosition.start
    /// When that read was started, in milliseconds of the monotonic clock.
    var lookedAt: Int64 = 0

    init(names: [ReadModel]) {
        retries = Set(names)
    }

    var positions: [ReadModel: LogPosition] { places.mapValues(\.position) }

    mutating func start(_ checkpoints: [Checkpoint]) {
        for checkpoint in checkpoints { adopt(checkpoint) }
        retries = Set(checkpoints.filter { $0.error != nil }.map(\.name))
    }

    mutating func adopt(_ checkpoint: Checkpoint) {
        places[checkpoint.name] = Place(
            position: checkpoint.position,
            generation: checkpoint.generation
        )
    }

    mutating func move(_ name: ReadModel, to position: LogPosition) {
        places[name]?.position = position
    }

    /// Whether the read model is updated; else it waits for a restart or a replay.
    func isActive(_ checkpoint: Checkpoint) -> Bool {
        checkpoint.error == nil || retries.contains(checkpoint.name)
    }

    /// Whether this node's state is that of the checkpoint.
    func isCurrent(_ checkpoint: Checkpoint) -> Bool {
        places[checkpoint.name]
            == Place(position: checkpoint.position, generation: checkpoint.generation)
    }

    /// The number of events from this node's state to the checkpoint; nil if events alone don't
    /// lead there.
    func distance(to checkpoint: Checkpoint) -> Int64? {
        guard let place = places[checkpoint.name], place.generation == checkpoint.generation,
            place.position <= checkpoint.position
        else { return nil }
        return checkpoint.position.rawValue - place.position.rawValue
    }

    func limit(_ name: ReadModel, atMost limit: Int) -> Int {
        min(limits[name] ?? limit, limit)
    }

    /// A batch of `count` events was refused: the next is half as long.
    ///
    /// Returns false when there is nothing left to cut.
    mutating func halve(_ name: ReadModel, _ count: Int) -> Bool {
        guard count > 1 else { return false }
        limits[name] = count / 2
        return true
    }

    /// A batch went through: the next may be twice as long, up to `limit`.
    mutating func succeeded(_ name: ReadModel, limit: Int) {
        guard let now = limits[name] else { return }
        limits[name] = now * 2 < limit ? now * 2 : nil
    }
}
