import Model
import Postgres

/// Everything that balances and slots count as pending and held, for a warming.
///
/// It stands in the tables of two other read models, which may be elsewhere: a reservation counts in
/// the balance from the event after its own on (`account.reserved` follows `transfer.reserved`), and
/// so does a seat. What has ended there already, and not yet here, is missing; the balance or slot
/// is read until the next batch, since its total differs.
enum SetAsideQuery {
    private static let reservations = """
        COPY (
            SELECT transfer_id, sender_id, currency, amount, expires_at
            FROM read.pending_transfers
            WHERE state = 'pending' AND transfer_id < (
                SELECT position FROM read.checkpoints WHERE name = 'balances')
            ORDER BY expires_at, transfer_id
        ) TO STDOUT (FORMAT binary)
        """

    private static let seats = """
        COPY (
            SELECT hold_id, slot_id, expires_at
            FROM read.holds
            WHERE state = 'held' AND hold_id < (
                SELECT position FROM read.checkpoints WHERE name = 'slot_availability')
            ORDER BY expires_at, hold_id
        ) TO STDOUT (FORMAT binary)
        """

    /// Calls `body` with every reservation, the soonest deadline first.
    ///
    /// Throws `PostgresError`.
    static func readReservations(
        _ connection: Connection,
        _ body: (SetAsideChange<BalanceRow.Key>) -> Void
    ) throws {
        try connection.copyRows(reservations, columns: 5) { row in
            let transfer = try row.int64()
            let account = AccountID(try row.int64())
            guard let currency = Currency(bytes: try row.bytes()) else {
                throw PostgresError.decoding("read.pending_transfers.currency is no currency code")
            }
            body(
                SetAsideChange(
                    subject: BalanceRow.Key(account: account, currency: currency),
                    id: transfer,
                    amount: try row.int64(),
                    expiresAt: try row.timestamp(),
                    position: LogPosition(transfer + 1)
                )
            )
        }
    }

    /// Calls `body` with every held seat, the soonest deadline first.
    ///
    /// Throws `PostgresError`.
    static func readSeats(
        _ connection: Connection,
        _ body: (SetAsideChange<SlotID>) -> Void
    ) throws {
        try connection.copyRows(seats, columns: 3) { row in
            let hold = try row.int64()
            body(
                SetAsideChange(
                    subject: SlotID(try row.int64()),
                    id: hold,
                    amount: 1,
                    expiresAt: try row.timestamp(),
                    position: LogPosition(hold + 1)
                )
            )
        }
    }
}
