import EventStore
import Runtime
import Synchronization

/// Rows that were met and not believed, since they are not as this service has sealed them: counted,
/// and named in the log, of each table one a second at most.
package final class DistrustedRows: Sendable {
    package let snapshots = Atomic(0)
    package let receipts = Atomic(0)
    package let people = Atomic(0)
    private let snapshotLog = FailureLog("snapshot not believed")
    private let receiptLog = FailureLog("receipt not believed")
    private let personLog = FailureLog("person not believed")

    package init() {
    }

    /// From any thread.
    package func report(_ row: DistrustedRow) {
        switch row {
        case .snapshot:
            snapshots.add(1, ordering: .relaxed)
            snapshotLog.report(row)
        case .receipt:
            receipts.add(1, ordering: .relaxed)
            receiptLog.report(row)
        case .person:
            people.add(1, ordering: .relaxed)
            personLog.report(row)
        }
    }
}
