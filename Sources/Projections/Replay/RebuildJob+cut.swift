import Events

extension RebuildJob {
    /// Throws if read models are ahead of the log, unless somebody has said that the log was cut
    /// there on purpose; then they are not compared, since nothing can be like them.
    func acceptCut() throws {
        // Before the log's end: a read model that follows now can't be ahead of what is read next.
        let checkpoints = try Checkpoint.read(control)
        let end = try logTail(control)
        if let accepted = options.acceptedCut, accepted != end {
            throw RebuildError.otherEnd(accepted: accepted, end: end)
        }
        let ahead = checkpoints.filter { names.contains($0.name) && $0.position > end }
        guard let furthest = ahead.map(\.position).max() else { return }
        guard options.acceptedCut != nil else {
            throw RebuildError.ahead(of: end, position: furthest)
        }
        for checkpoint in ahead {
            comparisons[checkpoint.name] = .cutOff(live: checkpoint.position)
        }
    }
}
