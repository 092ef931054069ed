import Events
import Model

/// How many of one kind of thing were ever made.
package struct CounterRow: Hashable, Sendable {
    /// Raw values are names in `read.counters`.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        /// Those who were deleted since included.
        case users
        /// However they ended.
        case holds
        /// Of products and of services, drafts included.
        case orders
    }

    package let name: Name
    package var count: Int64
    /// The last event that changed this row.
    package var position: LogPosition

    package init(name: Name, count: Int64, position: LogPosition) {
        self.name = name
        self.count = count
        self.position = position
    }
}
