import Events
import Model

/// What a replay did.
package struct RebuildReport: Sendable {
    package let outcomes: [Outcome]
    /// Events read, each once, those of an earlier, interrupted run left out.
    package let events: Int64
    /// How long all of it took, comparison and swap included.
    package let seconds: Double

    package struct Outcome: Sendable {
        package let name: ReadModel
        /// The last event that the rebuilt one contains.
        package let position: LogPosition
        package let comparison: Comparison
        /// Whether the rebuilt one is now the live one.
        package let isSwapped: Bool
    }

    package enum Comparison: Sendable {
        /// Old and new have the same rows, byte for byte, as of the position.
        case equal(at: LogPosition, rows: Int64)
        case different(at: LogPosition, Difference)
        /// The live one stands elsewhere, because an event stopped it.
        case notCompared(live: LogPosition)
        /// The live one holds events up to there that the log has not got any more.
        case cutOff(live: LogPosition)
        /// The events themselves can't be projected; the live one was left alone.
        case failed(ProjectionFault)
    }

    /// The first row, in order of the key, that is not the same.
    package struct Difference: Hashable, Sendable, CustomStringConvertible {
        package let table: String
        /// Rows as text; nil where there is none.
        package let live: String?
        package let rebuilt: String?

        package var description: String {
            "\(table): live \(live ?? "has no such row"), rebuilt \(rebuilt ?? "has no such row")"
        }
    }
}
