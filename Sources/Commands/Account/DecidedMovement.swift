import Events
import Model

/// What a movement writes, and the id that it gets: the position of its debit.
struct DecidedMovement {
    let events: [NewEvent]
    let transfer: TransferID
}
