import Model

/// What a row of a warming snapshot means for the row that the cache holds.
enum Verdict: Hashable, Sendable {
    /// The cache has it, or something newer.
    case keep
    /// The cache is cold and is being filled.
    case fill
    /// The cache should have had exactly this row and has not: it missed a change.
    case drifted
    /// The row is of a batch that the cache is yet to get; taking it now would show part of it.
    case ahead

    /// Compares the row that the cache holds, if it does, with the snapshot's.
    ///
    /// `held` and `row` are the positions of these rows, `same` whether they are equal; `snapshot`
    /// is where the snapshot was taken and `cache` where the cache stands, nil while it is cold.
    static func of(
        held: LogPosition?,
        same: Bool,
        row: LogPosition,
        snapshot: LogPosition,
        cache: LogPosition?
    ) -> Verdict {
        if same { return .keep }
        guard let cache else {
            // Batches that came while the snapshot was read may be newer than it.
            return held.map { $0 > row } == true ? .keep : .fill
        }
        if row > cache { return .ahead }
        if let held, held > snapshot { return .keep }
        return .drifted
    }
}
