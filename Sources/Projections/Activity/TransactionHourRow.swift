import Events
import Model

/// How many transfers were recorded in one hour.
package struct TransactionHourRow: Hashable, Sendable {
    /// When the hour began, UTC.
    package let hour: Timestamp
    package var count: Int64
    /// The last event that changed this row.
    package var position: LogPosition

    package init(hour: Timestamp, count: Int64, position: LogPosition) {
        self.hour = hour
        self.count = count
        self.position = position
    }
}
