import API
import Commands
import Model
import Projections

/// What an `ExpirySweeper` ends.
struct ExpiryTarget: Sendable {
    let job: JobName
    /// The read model that is looked at.
    let model: ReadModel
    /// The ids of what is overdue with their deadlines, in order of deadline and id: at most `$1`,
    /// those after the deadline `$2` and the id `$3`.
    let statement: String
    let expire: @Sendable (Int64) -> any Command
    /// What follows the number in a run's report.
    let told: String

    /// Holds that nobody has confirmed.
    static let holds = ExpiryTarget(
        job: .holdExpiry,
        model: .holds,
        statement: """
            SELECT hold_id, expires_at
            FROM read.holds
            WHERE state = 'held' AND expires_at <= now() AND (expires_at, hold_id) > ($2, $3)
            ORDER BY expires_at, hold_id
            LIMIT $1
            """,
        expire: { ExpireHold(HoldID($0)) },
        told: "holds expired"
    )

    /// Transfers that nobody has posted or voided.
    static let transfers = ExpiryTarget(
        job: .transferExpiry,
        model: .transactions,
        statement: """
            SELECT transfer_id, expires_at
            FROM read.pending_transfers
            WHERE state = 'pending' AND expires_at <= now() AND (expires_at, transfer_id) > ($2, $3)
            ORDER BY expires_at, transfer_id
            LIMIT $1
            """,
        expire: { ExpireTransfer(TransferID($0)) },
        told: "transfers expired"
    )
}
