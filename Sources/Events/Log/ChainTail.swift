/// What the log ends with, and the hash that the next batch continues.
struct ChainTail: Hashable {
    let position: LogPosition
    let recordedAt: Timestamp
    let hash: [UInt8]

    /// Before the first batch.
    static let start = ChainTail(
        position: .start,
        recordedAt: Timestamp(microseconds: 0),
        hash: [UInt8](repeating: 0, count: SHA256.length)
    )
}
