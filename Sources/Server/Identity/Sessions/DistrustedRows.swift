import EventStore
import Runtime
import Synchronization

/// Counts the rows that are not trusted, since their seal is not this service's, and logs their
/// names.
///
/// The log gets at most one line a second for each table.
package final class DistrustedRows: Sendable {
    package let snapshots = Atomic(0)
    package let receipts = Atomic(0)
    package let people = Atomic(0)
    private let snapshotLog = FailureLog("snapshot not believed")
    private let receiptLog = FailureLog("receipt not believed")
    private let personLog = FailureLog("person not believed")

    package init() {
    }

    /// May be called on any thread.
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
