import Model
import Text

/// The name of each kind of event in the log.
///
/// A name is never changed and never used again for something else.
package enum EventType: String, Sendable, CaseIterable {
    // The most frequent events of a log come first: look-up tries them in this order.
    case accountDebited = "account.debited"
    case accountCredited = "account.credited"
    case accountOpened = "account.opened"
    case slotSeatHeld = "slot.seat_held"
    case slotSeatConfirmed = "slot.seat_confirmed"
    case slotSeatReleased = "slot.seat_released"
    case slotCreated = "slot.created"
    case slotChanged = "slot.changed"
    case holdPlaced = "hold.placed"
    case holdConfirmed = "hold.confirmed"
    case holdCancelled = "hold.cancelled"
    case holdExpired = "hold.expired"
    case orderPlaced = "order.placed"
    case orderPaid = "order.paid"
    case orderCancelled = "order.cancelled"
    case productReserved = "product.reserved"
    case productReleased = "product.released"
    case productSold = "product.sold"
    case productReturned = "product.returned"
    case productCreated = "product.created"
    case productChanged = "product.changed"
    case shopCreated = "shop.created"
    case userRegistered = "user.registered"
    case userRoleGranted = "user.role_granted"
    case usernameClaimed = "username.claimed"
    case emailClaimed = "email.claimed"
    case accountReserved = "account.reserved"
    case accountReleased = "account.released"
    case accountClosed = "account.closed"
    case accountReopened = "account.reopened"
    case transferReserved = "transfer.reserved"
    case transferPosted = "transfer.posted"
    case transferVoided = "transfer.voided"
    case transferExpired = "transfer.expired"
    case transferReversed = "transfer.reversed"
    case ratesRecorded = "rates.recorded"
    case sessionStarted = "session.started"
    case sessionRefreshed = "session.refreshed"
    case sessionEnded = "session.ended"
    case userPasswordChanged = "user.password_changed"
    case userDeleted = "user.deleted"
    case userRestored = "user.restored"
    case userErased = "user.erased"
    case basketChanged = "basket.changed"
    case basketOrdered = "basket.ordered"
    case orderDrafted = "order.drafted"
    case orderServicesChanged = "order.services_changed"
    case orderProcessingStarted = "order.processing_started"
    case orderRegistered = "order.registered"
    case orderDone = "order.done"
    case orderCancellationSent = "order.cancellation_sent"
    case orderDiscarded = "order.discarded"
    case serviceListed = "service.listed"
    case serviceChanged = "service.changed"
    case serviceDelisted = "service.delisted"

    private static let names = WordTable<EventType>()

    /// Nil if no event has this name.
    package init?(name: UnsafeRawBufferPointer) {
        guard let type = EventType.names[name] else { return nil }
        self = type
    }

    /// The version in which payloads of this type are written now, from 1.
    ///
    /// The first type to get a second version makes this a `switch`. Older versions stay readable
    /// for ever.
    package var schema: Int16 { 1 }
}

extension Event {
    /// The name that this event has in the log.
    package var type: EventType {
        switch self {
        case .user(let event): event.type
        case .session(let event): event.type
        case .claim(let event): event.type
        case .account(let event): event.type
        case .transfer(let event): event.type
        case .rates(let event): event.type
        case .slot(let event): event.type
        case .hold(let event): event.type
        case .shop(let event): event.type
        case .product(let event): event.type
        case .basket(let event): event.type
        case .order(let event): event.type
        case .service(let event): event.type
        }
    }
}

/// Payloads as they are stored in the log.
///
/// The file of an entity's events has the payloads' JSON: `write` and an `init` that reads the same
/// members in the same order. When a payload's shape changes, its `EventType.schema` goes up,
/// `decode` keeps a case for each older schema that brings it to today's shape, and a golden file
/// of the new one is added.
package enum EventCodec {
    /// Appends the payload, one JSON object, in the current schema of its type.
    package static func encode(_ event: Event, into writer: inout JSONWriter) {
        writer.beginObject()
        switch event {
        case .user(let event): event.write(&writer)
        case .claim(let event): event.write(&writer)
        case .account(let event): event.write(&writer)
        case .slot(let event): event.write(&writer)
        case .hold(let event): event.write(&writer)
        case .shop(let event): event.write(&writer)
        case .product(let event): event.write(&writer)
        case .order(let event): event.write(&writer)
        case .session(let event): event.write(&writer)
        case .transfer(let event): event.write(&writer)
        case .rates(let event): event.write(&writer)
        case .basket(let event): event.write(&writer)
        case .service(let event): event.write(&writer)
        }
        writer.endObject()
    }

    /// The event in `data`, brought to today's shape.
    ///
    /// Throws for an unknown type or schema, for a member that is missing, unknown, repeated or out
    /// of order, and for a value of the wrong kind: no part of history is skipped or guessed.
    package static func decode(
        type name: UnsafeRawBufferPointer,
        schema: Int16,
        data: UnsafeRawBufferPointer
    ) throws(EventCodecError) -> Event {
        guard let type = EventType(name: name) else {
            throw .unknownType(String(decoding: name, as: UTF8.self))
        }
        return try decode(type: type, schema: schema, data: data)
    }

    /// The event in `data`, whose type was looked up already.
    package static func decode(
        type: EventType,
        schema: Int16,
        data: UnsafeRawBufferPointer
    ) throws(EventCodecError) -> Event {
        guard schema == type.schema else {
            throw .unknownSchema(type: type.rawValue, schema: schema)
        }
        do {
            return try JSONReader.read(data) { (reader) throws(JSONError) in
                try reader.members { (members) throws(JSONError) in try decode(type, &members) }
            }
        } catch {
            throw .malformed(type: type.rawValue, "\(error)")
        }
    }

    private static func decode(
        _ type: EventType,
        _ members: inout JSONMembers
    ) throws(JSONError) -> Event {
        switch type {
        case .accountDebited: .account(.debited(try Posting(&members)))
        case .accountCredited: .account(.credited(try Posting(&members)))
        case .accountOpened: .account(.opened(try AccountOpened(&members)))
        case .slotSeatHeld: .slot(.seatHeld(try SeatHeld(&members)))
        case .slotSeatConfirmed: .slot(.seatConfirmed(try members.id("hold")))
        case .slotSeatReleased: .slot(.seatReleased(try SeatReleased(&members)))
        case .slotCreated: .slot(.created(try SlotDetails(&members)))
        case .slotChanged: .slot(.changed(try SlotDetails(&members)))
        case .holdPlaced: .hold(.placed(try HoldPlaced(&members)))
        case .holdConfirmed: .hold(.confirmed(try HoldReference(&members)))
        case .holdCancelled: .hold(.cancelled(try HoldReference(&members)))
        case .holdExpired: .hold(.expired(try HoldReference(&members)))
        case .orderPlaced: .order(.placed(try OrderPlaced(&members)))
        case .orderPaid: .order(.paid(try OrderPaid(&members)))
        case .orderCancelled: .order(.cancelled(try OrderCancelled(&members)))
        case .productReserved: .product(.reserved(try StockMovement(&members)))
        case .productReleased: .product(.released(try StockMovement(&members)))
        case .productSold: .product(.sold(try StockMovement(&members)))
        case .productReturned: .product(.returned(try StockMovement(&members)))
        case .productCreated: .product(.created(try ProductCreated(&members)))
        case .productChanged: .product(.changed(try ProductChanged(&members)))
        case .shopCreated: .shop(.created(try ShopDetails(&members)))
        case .userRegistered: .user(.registered(try UserRegistered(&members)))
        case .userRoleGranted: .user(.roleGranted(try RoleGranted(&members)))
        case .usernameClaimed: .claim(.usernameClaimed(try members.id("user")))
        case .emailClaimed: .claim(.emailClaimed(try members.id("user")))
        case .accountReserved: .account(.reserved(try Reservation(&members)))
        case .accountReleased: .account(.released(try Reservation(&members)))
        case .accountClosed: .account(.closed)
        case .accountReopened: .account(.reopened)
        case .transferReserved: .transfer(.reserved(try TransferReserved(&members)))
        case .transferPosted: .transfer(.posted(try TransferPosted(&members)))
        case .transferVoided: .transfer(.voided(try TransferParties(&members)))
        case .transferExpired: .transfer(.expired(try TransferParties(&members)))
        case .transferReversed: .transfer(.reversed(try TransferReversed(&members)))
        case .ratesRecorded: .rates(.recorded(try RatesRecorded(&members)))
        case .sessionStarted: .session(.started(try SessionStarted(&members)))
        case .sessionRefreshed: .session(.refreshed(try SessionRefreshed(&members)))
        case .sessionEnded: .session(.ended(try SessionEnded(&members)))
        case .userPasswordChanged: .user(.passwordChanged(try PasswordChanged(&members)))
        case .userDeleted: .user(.deleted(try UserDeleted(&members)))
        case .userRestored: .user(.restored)
        case .userErased: .user(.erased)
        case .basketChanged: .basket(.changed(try BasketChanged(&members)))
        case .basketOrdered: .basket(.ordered(try members.id("order")))
        case .orderDrafted: .order(.drafted(try OrderDrafted(&members)))
        case .orderServicesChanged: .order(.servicesChanged(try OrderDrafted(&members)))
        case .orderProcessingStarted: .order(.processingStarted(try ProcessingStarted(&members)))
        case .orderRegistered: .order(.registered(try OrderReference(&members)))
        case .orderDone: .order(.done(try OrderReference(&members)))
        case .orderCancellationSent: .order(.cancellationSent(try OrderReference(&members)))
        case .orderDiscarded: .order(.discarded(try OrderReference(&members)))
        case .serviceListed: .service(.listed(try ServiceDetails(&members)))
        case .serviceChanged: .service(.changed(try ServiceDetails(&members)))
        case .serviceDelisted: .service(.delisted(ServiceID(try members.uuid("service"))))
        }
    }
}

/// Why an event of the log can't be read.
///
/// Reading stops at that event: an event is never skipped.
package enum EventCodecError: Error, Hashable {
    /// Probably written by a later version of the software.
    case unknownType(String)
    case unknownSchema(type: String, schema: Int16)
    case malformed(type: String, String)
    case unknownStream(String)
    /// A column has bytes that are not a value of its type.
    case malformedRow(String)
}

extension EventCodecError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownType(let name): "unknown event type \(name)"
        case .unknownSchema(let type, let schema): "unknown schema \(schema) of event type \(type)"
        case .malformed(let type, let message): "malformed payload of \(type): \(message)"
        case .unknownStream(let name): "unknown stream \(name)"
        case .malformedRow(let message): "malformed row: \(message)"
        }
    }
}
