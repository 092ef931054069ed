import EventStore
import Model

/// The way of one bulk to its answer: which part of it comes next, and what the parts before gave.
///
/// A pure state. Each part is a submission with a receipt of its own, and the next one is sent only
/// once the one before is answered. So a retry gets the stored results of the parts that were done,
/// and goes on with the first that was not. A part that was done before may have another size: how
/// many items it had is what its receipt says.
package struct BulkProgress: Sendable {
    /// The items of a part, except that linked ones are never separated.
    package static let partSize = 500

    /// How a bulk ended.
    package enum Answer: Hashable, Sendable {
        /// It was decided as a whole, or not to the end.
        case whole(Outcome)
        /// Whether each item was done; `position` is that of the last part's answer.
        case each([Bool], position: LogPosition, replayed: Bool)
    }

    private let bulk: any Bulk
    private let key: IdempotencyKey
    private let partSize: Int
    /// The number of the part that comes next, from 1.
    private var number = 1
    private var done: [Bool] = []
    /// Whether all parts so far were stored answers.
    private var isReplayed = true

    /// `key` is the client's, with the fingerprint of the whole request.
    package init(_ bulk: any Bulk, _ key: IdempotencyKey, partSize: Int = partSize) {
        self.bulk = bulk
        self.key = key
        self.partSize = partSize
    }

    /// The number of items that are decided.
    package var decidedCount: Int { done.count }

    /// The most items that one of its parts has.
    package var largestPart: Int {
        bulk.mode == .each ? min(bulk.count, 2 * partSize) : bulk.count
    }

    /// The part that must be decided now.
    package var part: any Bulk { bulk.part(done.count..<end) }

    /// Its key: the first part has the client's own, so that another request under it is refused.
    ///
    /// No key of a client has a space, and those of an administrator's retries begin otherwise.
    package var partKey: IdempotencyKey {
        guard number > 1 else { return key }
        return IdempotencyKey("part \(number) of \(key.key)", fingerprint: key.fingerprint)
    }

    private var end: Int {
        var end = done.count
        repeat { end = bulk.groupEnd(from: end) } while end < min(done.count + partSize, bulk.count)
        return end
    }

    /// Takes the outcome of the part, and returns the answer to the whole bulk if it is over.
    package mutating func take(_ outcome: Outcome) -> Answer? {
        switch outcome {
        case .decided(let results, let position, let replayed):
            guard results.done.count <= bulk.count - done.count else { return .whole(.distrusted) }
            done += results.done
            isReplayed = isReplayed && replayed
            number += 1
            guard done.count == bulk.count else { return nil }
            return .each(done, position: position, replayed: isReplayed)
        case .unavailable where number > 1:
            // Some of it was done: only another try can say what became of all.
            return .whole(.unknown)
        case .done, .rejected, .notFound, .forbidden, .sessionLost, .sessionEnded, .keyReused,
            .distrusted,
            .unknown, .unavailable:
            return .whole(outcome)
        }
    }
}
