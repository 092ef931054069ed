import Glibc

/// The name of each kind of event in the log.
///
/// A name is never changed and never used again for something else.
package enum EventType: Sendable, CaseIterable {
    // Those of which a log has most come first: look-up tries them in this order.
    case accountDebited
    case accountCredited
    case accountOpened
    case slotSeatHeld
    case slotSeatConfirmed
    case slotSeatReleased
    case slotCreated
    case slotChanged
    case holdPlaced
    case holdConfirmed
    case holdCancelled
    case holdExpired
    case orderPlaced
    case orderPaid
    case orderCancelled
    case productReserved
    case productReleased
    case productSold
    case productReturned
    case productCreated
    case productChanged
    case shopCreated
    case userRegistered
    case userRoleGranted
    case usernameClaimed
    case emailClaimed
    case accountReserved
    case accountReleased
    case accountClosed
    case accountReopened
    case transferReserved
    case transferPosted
    case transferVoided
    case transferExpired
    case transferReversed
    case ratesRecorded
    case sessionStarted
    case sessionRefreshed
    case sessionEnded
    case userPasswordChanged
    case userDeleted
    case userRestored
    case userErased
    case basketChanged
    case basketOrdered
    case orderDrafted
    case orderServicesChanged
    case orderProcessingStarted
    case orderRegistered
    case orderDone
    case orderCancellationSent
    case orderDiscarded
    case serviceListed
    case serviceChanged
    case serviceDelisted

    package var name: StaticString {
        switch self {
        case .accountDebited: "account.debited"
        case .accountCredited: "account.credited"
        case .accountOpened: "account.opened"
        case .slotSeatHeld: "slot.seat_held"
        case .slotSeatConfirmed: "slot.seat_confirmed"
        case .slotSeatReleased: "slot.seat_released"
        case .slotCreated: "slot.created"
        case .slotChanged: "slot.changed"
        case .holdPlaced: "hold.placed"
        case .holdConfirmed: "hold.confirmed"
        case .holdCancelled: "hold.cancelled"
        case .holdExpired: "hold.expired"
        case .orderPlaced: "order.placed"
        case .orderPaid: "order.paid"
        case .orderCancelled: "order.cancelled"
        case .productReserved: "product.reserved"
        case .productReleased: "product.released"
        case .productSold: "product.sold"
        case .productReturned: "product.returned"
        case .productCreated: "product.created"
        case .productChanged: "product.changed"
        case .shopCreated: "shop.created"
        case .userRegistered: "user.registered"
        case .userRoleGranted: "user.role_granted"
        case .usernameClaimed: "username.claimed"
        case .emailClaimed: "email.claimed"
        case .accountReserved: "account.reserved"
        case .accountReleased: "account.released"
        case .accountClosed: "account.closed"
        case .accountReopened: "account.reopened"
        case .transferReserved: "transfer.reserved"
        case .transferPosted: "transfer.posted"
        case .transferVoided: "transfer.voided"
        case .transferExpired: "transfer.expired"
        case .transferReversed: "transfer.reversed"
        case .ratesRecorded: "rates.recorded"
        case .sessionStarted: "session.started"
        case .sessionRefreshed: "session.refreshed"
        case .sessionEnded: "session.ended"
        case .userPasswordChanged: "user.password_changed"
        case .userDeleted: "user.deleted"
        case .userRestored: "user.restored"
        case .userErased: "user.erased"
        case .basketChanged: "basket.changed"
        case .basketOrdered: "basket.ordered"
        case .orderDrafted: "order.drafted"
        case .orderServicesChanged: "order.services_changed"
        case .orderProcessingStarted: "order.processing_started"
        case .orderRegistered: "order.registered"
        case .orderDone: "order.done"
        case .orderCancellationSent: "order.cancellation_sent"
        case .orderDiscarded: "order.discarded"
        case .serviceListed: "service.listed"
        case .serviceChanged: "service.changed"
        case .serviceDelisted: "service.delisted"
        }
    }

    /// The version that payloads of this type are written in now, from 1.
    ///
    /// Older ones are read for ever.
    package var schema: Int16 {
        switch self {
        case .accountDebited, .accountCredited, .accountOpened, .accountReserved, .accountReleased,
            .accountClosed, .accountReopened:
            1
        case .slotSeatHeld, .slotSeatConfirmed, .slotSeatReleased, .slotCreated, .slotChanged: 1
        case .holdPlaced, .holdConfirmed, .holdCancelled, .holdExpired: 1
        case .orderPlaced, .orderPaid, .orderCancelled, .orderDrafted, .orderServicesChanged,
            .orderProcessingStarted, .orderRegistered, .orderDone, .orderCancellationSent,
            .orderDiscarded:
            1
        case .productReserved, .productReleased, .productSold, .productReturned: 1
        case .productCreated, .productChanged: 1
        case .shopCreated: 1
        case .userRegistered, .userRoleGranted, .usernameClaimed, .emailClaimed,
            .userPasswordChanged, .userDeleted, .userRestored, .userErased:
            1
        case .transferReserved, .transferPosted, .transferVoided, .transferExpired,
            .transferReversed:
            1
        case .ratesRecorded: 1
        case .sessionStarted, .sessionRefreshed, .sessionEnded: 1
        case .basketChanged, .basketOrdered: 1
        case .serviceListed, .serviceChanged, .serviceDelisted: 1
        }
    }

    /// Nil if no event has this name.
    package init?(name: UnsafeRawBufferPointer) {
        guard name.count < EventType.byLength.count else { return nil }
        for type in EventType.byLength[name.count] where name == type.name {
            self = type
            return
        }
        return nil
    }

    /// Looking a name up must not make a String of it: replay does it for each event.
    private static let byLength: [[EventType]] = {
        let longest = allCases.map(\.name.utf8CodeUnitCount).max() ?? 0
        var table = [[EventType]](repeating: [], count: longest + 1)
        for type in allCases {
            table[type.name.utf8CodeUnitCount].append(type)
        }
        return table
    }()
}
