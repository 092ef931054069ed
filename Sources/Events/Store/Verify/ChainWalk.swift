import Crypto
import Model

/// One row of log.batches.
struct BatchRow: Hashable {
    let first: LogPosition
    let last: LogPosition
    let previousHash: [UInt8]
    let hash: [UInt8]
    let recordedAt: Timestamp
}

/// Follows the chain: takes batches in order and the rows up to each, and records what does not
/// match.
///
/// Without I/O. Memory is bounded by the batches given and not yet passed.
struct ChainWalk: ~Copyable {
    private(set) var verification = LogVerification()
    private var previous: BatchRow?
    private var pending: [BatchRow] = []
    private var current = 0
    private var hash = SHA256()
    private var hasRows = false
    private var lastRow = LogPosition.start
    /// Events since the last batch that belong to no batch.
    private var outside: ClosedRange<LogPosition>?

    /// Goes on after a batch that was verified before; nil begins at the log's start.
    init(after verified: VerifiedLog? = nil) {
        guard let verified else { return }
        previous = verified.batch
        lastRow = verified.position
        verification.position = verified.position
        verification.hash = verified.hash
        verification.recordedAt = verified.recordedAt
    }

    /// Sets the batches that the next rows belong to.
    mutating func expect(_ batches: [BatchRow]) {
        pending = batches
        current = 0
    }

    /// Takes one row.
    ///
    /// `recordedAt` is nil if the row could not be read.
    mutating func take(
        _ position: LogPosition,
        recordedAt: Timestamp?,
        row: UnsafeRawBufferPointer
    ) {
        checkOrder(position)
        while current < pending.count, pending[current].last < position { finishBatch() }
        guard current < pending.count, pending[current].first <= position else {
            outside = (outside?.lowerBound ?? position)...position
            return
        }
        let batch = pending[current]
        beginRows(of: batch)
        hash.update(row)
        if let recordedAt, recordedAt != batch.recordedAt { verification.add(.time(position)) }
    }

    /// Ends the given batches: they have no more rows.
    mutating func finishBatches() {
        while current < pending.count { finishBatch() }
    }

    /// Ends the log.
    mutating func finish() {
        noteOutside()
        guard let previous, lastRow < previous.last else { return }
        verification.add(.missingEnd(expected: lastRow.advanced(by: 1)))
    }

    mutating func add(_ fault: LogFault, count: Int = 1) {
        verification.add(fault, count: count)
    }

    private mutating func checkOrder(_ position: LogPosition) {
        verification.events += 1
        let expected = lastRow.advanced(by: 1)
        if position < expected {
            verification.add(.repeated(position))
        } else if position > expected {
            verification.add(.gap(expected: expected, found: position))
        }
        lastRow = max(lastRow, position)
    }

    private mutating func beginRows(of batch: BatchRow) {
        guard !hasRows else { return }
        hasRows = true
        batch.previousHash.withUnsafeBytes { hash.update($0) }
    }

    private mutating func finishBatch() {
        noteOutside()
        let batch = pending[current]
        beginRows(of: batch)
        if hash.finish() != batch.hash {
            verification.add(.changedRows(first: batch.first, last: batch.last))
        }
        hasRows = false
        checkLink(batch)
        previous = batch
        current += 1
        verification.batches += 1
        verification.position = batch.last
        verification.hash = batch.hash
        verification.recordedAt = batch.recordedAt
    }

    private mutating func checkLink(_ batch: BatchRow) {
        let expected = (previous?.last ?? .start).advanced(by: 1)
        if batch.first != expected {
            verification.add(
                .misplacedBatch(expected: expected, first: batch.first, last: batch.last)
            )
        }
        if batch.previousHash != previous?.hash ?? LogTail.start.hash {
            verification.add(.brokenChain(first: batch.first, last: batch.last))
        }
        if let previous, batch.recordedAt < previous.recordedAt {
            verification.add(.time(batch.first))
        }
    }

    private mutating func noteOutside() {
        guard let outside else { return }
        self.outside = nil
        verification.add(
            .outsideBatches(first: outside.lowerBound, last: outside.upperBound)
        )
    }
}
