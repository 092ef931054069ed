import Model

/// When each topic was touched last, by hash: 2 MiB whatever the number of topics.
///
/// Two topics that share a place only make an answer be read once more than needed.
struct TouchTable: Sendable {
    private static let placeCount = 1 << 18

    private var positions: [Int64] = Array(repeating: 0, count: TouchTable.placeCount)

    /// The topic, or one that shares its place, was last touched at this position.
    func last(_ topic: Topic) -> LogPosition {
        LogPosition(positions[place(of: topic)])
    }

    mutating func touch(_ topic: Topic, at position: LogPosition) {
        let place = place(of: topic)
        positions[place] = max(positions[place], position.rawValue)
    }

    private func place(of topic: Topic) -> Int {
        Int(truncatingIfNeeded: topic.mixed) & (TouchTable.placeCount - 1)
    }
}
