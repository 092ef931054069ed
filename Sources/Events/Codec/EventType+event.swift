extension Event {
    /// The name this event has in the log.
    package var type: EventType {
        switch self {
        case .user(.registered): .userRegistered
        case .user(.roleGranted): .userRoleGranted
        case .claim(.usernameClaimed): .usernameClaimed
        case .claim(.emailClaimed): .emailClaimed
        case .account(.opened): .accountOpened
        case .account(.debited): .accountDebited
        case .account(.credited): .accountCredited
        case .slot(.created): .slotCreated
        case .slot(.changed): .slotChanged
        case .slot(.seatHeld): .slotSeatHeld
        case .slot(.seatConfirmed): .slotSeatConfirmed
        case .slot(.seatReleased): .slotSeatReleased
        case .hold(.placed): .holdPlaced
        case .hold(.confirmed): .holdConfirmed
        case .hold(.cancelled): .holdCancelled
        case .hold(.expired): .holdExpired
        case .shop(.created): .shopCreated
        case .product(.created): .productCreated
        case .product(.changed): .productChanged
        case .product(.reserved): .productReserved
        case .product(.released): .productReleased
        case .product(.sold): .productSold
        case .product(.returned): .productReturned
        case .order(.placed): .orderPlaced
        case .order(.paid): .orderPaid
        case .order(.cancelled): .orderCancelled
        }
    }
}
