extension AppendBatch {
    /// Refuses a batch that would break the log: positions that do not continue it, an event of
    /// another time than the batch's, a time that goes back.
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
    }
}
