import Model

/// One row of log.batches.
struct BatchRow: Hashable {
    let first: LogPosition
    let last: LogPosition
    let previousHash: [UInt8]
    let hash: [UInt8]
    let recordedAt: Timestamp
}
