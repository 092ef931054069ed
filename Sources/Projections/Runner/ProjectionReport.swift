import Events
import Model

/// What a step tells about the projections, for the status that others read.
struct ProjectionReport {
    var states: [ReadModel: RunnerStatus.State] = [:]
    let positions: [ReadModel: LogPosition]
    let tail: LogPosition
    let lookedAt: Int64
    /// Those that no event has stopped, or none any more after a replay.
    var active: Set<ReadModel> = []
    /// Faults that stopped a projection just now.
    var faults: [(name: ReadModel, fault: ProjectionFault)] = []

    /// What this node has just written.
    init(marks: [ProjectionSession.Mark], state: ProjectionState) {
        positions = state.positions
        tail = state.tail
        lookedAt = state.lookedAt
        for mark in marks {
            if let fault = mark.fault {
                states[mark.name] = .stopped(fault)
                faults.append((mark.name, fault))
            } else {
                states[mark.name] = .running
            }
        }
    }

    /// What the checkpoints say; `followed` are those that another node has moved on.
    init(
        checkpoints: [Checkpoint],
        state: ProjectionState,
        followed: Set<ReadModel> = []
    ) {
        positions = state.positions
        tail = state.tail
        lookedAt = state.lookedAt
        for name in followed { states[name] = .following }
        for checkpoint in checkpoints {
            guard !state.isActive(checkpoint) else {
                active.insert(checkpoint.name)
                continue
            }
            let position = checkpoint.errorPosition ?? checkpoint.position.advanced(by: 1)
            states[checkpoint.name] = .stopped(
                ProjectionFault(position, .reported(checkpoint.error ?? "stopped"))
            )
        }
    }
}
