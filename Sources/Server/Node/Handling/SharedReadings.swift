import Queries

/// Answers that do for everybody who asks within a second: however many ask, one worker at a time
/// reads each.
struct SharedReadings {
    /// What becomes of a question.
    enum Turn: Equatable {
        /// Answered.
        case kept(QueryResult)
        /// Answered with what a worker is reading.
        case joined
        /// To be read, by a worker, and `finish` to be called behind it.
        case first
        /// Too many wait for the worker.
        case full
    }

    /// One who waits for the worker.
    struct Follower: Sendable {
        let asked: Asked
        let miss: CacheMiss
    }

    private struct Kept {
        let reading: QueryResult
        /// When it was read, in milliseconds of the monotonic clock.
        let readAt: Int64
        /// Of the cache's data: what was read before a loss is not given after it.
        let epoch: Int
    }

    private struct Entry {
        var kept: Kept?
        /// Nil while no worker reads.
        var followers: [Follower]?
    }

    /// How long a reading is given again, in milliseconds.
    static let lifetime: Int64 = 1_000

    /// Followers of one question.
    private let limit: Int
    /// One for each question, of which there is one: it depends on the configuration alone.
    private var entries: [Question: Entry] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    mutating func ask(_ asked: Asked, _ miss: CacheMiss, now: Int64) -> Turn {
        var entry = entries[asked.question] ?? Entry()
        defer { entries[asked.question] = entry }
        if let kept = entry.kept, now - kept.readAt < Self.lifetime, kept.epoch == miss.epoch,
            asked.minimumPosition.map({ $0 <= kept.reading.position }) ?? true
        {
            return .kept(kept.reading)
        }
        guard let followers = entry.followers else {
            entry.followers = []
            return .first
        }
        guard followers.count < limit else { return .full }
        entry.followers?.append(Follower(asked: asked, miss: miss))
        return .joined
    }

    /// Keeps a reading that a client may see, unless a newer one is kept; answers the newer one.
    mutating func keep(_ reading: QueryResult, for miss: CacheMiss, readAt: Int64) -> QueryResult {
        var entry = entries[miss.question] ?? Entry()
        defer { entries[miss.question] = entry }
        if let kept = entry.kept, kept.epoch == miss.epoch,
            kept.reading.position > reading.position
        {
            return kept.reading
        }
        entry.kept = Kept(reading: reading, readAt: readAt, epoch: miss.epoch)
        return reading
    }

    /// The worker is done, whatever came of it; answers who waited for it.
    mutating func finish(_ question: Question) -> [Follower] {
        defer { entries[question]?.followers = nil }
        return entries[question]?.followers ?? []
    }
}

extension SharedReadings.Follower {
    /// Whether what was read for `other` does for this one.
    func accepts(_ reading: QueryResult, of other: CacheMiss) -> Bool {
        other.epoch == miss.epoch && asked.minimumPosition.map { $0 <= reading.position } ?? true
    }
}
