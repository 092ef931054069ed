import Events
import Model

/// Something that is set aside until a deadline, or is so no longer.
///
/// Said by the events of one read model, so that it holds at that model's position: reservations at
/// that of the balances, seats at that of the slots.
package struct DeadlineChange: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        /// Money of a wallet.
        case reservation(TransferID, of: AccountID, Money)
        /// A seat of a slot.
        case seat(HoldID, in: SlotID)
    }

    package let position: LogPosition
    package let subject: Subject
    /// Nil once it has ended, in whichever way.
    package let expiresAt: Timestamp?
}
