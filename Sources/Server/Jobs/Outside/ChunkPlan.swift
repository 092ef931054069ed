/// In what portions to ask about many things, when one of them may spoil the answer for all: a portion
/// that fails is halved until the bad one stands alone.
struct ChunkPlan<Element> {
    /// Failures in a row after which nothing is asked any more.
    ///
    /// One bad one among a hundred costs eight at most: 100, 50, 25, 13, 7, 4, 2, 1.
    static var patience: Int { 10 }

    /// Still to be asked for, the next one last.
    private var chunks: [[Element]]
    private var failuresInARow = 0

    /// Portions of at most `limit` elements, in order.
    init(_ elements: [Element], limit: Int) {
        chunks = stride(from: 0, to: elements.count, by: limit).reversed().map { start in
            Array(elements[start..<min(start + limit, elements.count)])
        }
    }

    /// What to ask for next; nil at the end.
    mutating func next() -> [Element]? { chunks.popLast() }

    /// The last portion was answered.
    mutating func succeeded() {
        failuresInARow = 0
    }

    /// The last portion was not; answers the one element that is to blame, if it stood alone.
    mutating func failed(_ chunk: [Element]) -> Element? {
        failuresInARow += 1
        guard chunk.count > 1 else { return chunk.first }
        let middle = (chunk.count + 1) / 2
        chunks.append(Array(chunk[middle...]))
        chunks.append(Array(chunk[..<middle]))
        return nil
    }

    /// Whether so much has failed that it must be the service, not a thing.
    var isHopeless: Bool { failuresInARow >= Self.patience }
}
