import Text

/// Payloads as they stand in the log: the one place that knows their JSON.
///
/// Every type has one file section that writes it and one that reads it, with literal keys. When a
/// payload's shape changes, its `EventType.schema` goes up, `decode` keeps a case for each older
/// schema that brings it to today's shape, and a golden file of the new one is added.
package enum EventCodec {
    /// Appends the payload, one JSON object, in the current schema of its type.
    package static func encode(_ event: Event, into writer: inout JSONWriter) {
        switch event {
        case .user(let event): encode(event, into: &writer)
        case .claim(let event): encode(event, into: &writer)
        case .account(let event): encode(event, into: &writer)
        case .slot(let event): encode(event, into: &writer)
        case .hold(let event): encode(event, into: &writer)
        case .shop(let event): encode(event, into: &writer)
        case .product(let event): encode(event, into: &writer)
        case .order(let event): encode(event, into: &writer)
        case .session(let event): encode(event, into: &writer)
        case .transfer(let event): encode(event, into: &writer)
        case .rates(let event): encode(event, into: &writer)
        case .basket(let event): encode(event, into: &writer)
        case .service(let event): encode(event, into: &writer)
        }
    }

    /// The event in `data`, brought to today's shape.
    ///
    /// Throws for an unknown type or schema, a missing, repeated or unknown key, and a value of the
    /// wrong kind: nothing of history is skipped or guessed.
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

    package static func decode(
        type: EventType,
        schema: Int16,
        data: UnsafeRawBufferPointer
    ) throws(EventCodecError) -> Event {
        // Each type has one schema until now. The first to get a second one moves the check into
        // its own case.
        guard schema == type.schema else {
            throw .unknownSchema(type: "\(type.name)", schema: schema)
        }
        do {
            return try JSONReader.read(data) { (reader) throws(JSONError) in
                try decode(type, from: &reader)
            }
        } catch {
            throw .malformed(type: "\(type.name)", "\(error)")
        }
    }

    private static func decode(
        _ type: EventType,
        from reader: inout JSONReader
    ) throws(JSONError) -> Event {
        switch type {
        case .accountDebited: .account(.debited(try posting(from: &reader)))
        case .accountCredited: .account(.credited(try posting(from: &reader)))
        case .accountOpened: .account(.opened(try accountOpened(from: &reader)))
        case .slotSeatHeld: .slot(.seatHeld(try seatHeld(from: &reader)))
        case .slotSeatConfirmed: .slot(.seatConfirmed(try seatConfirmed(from: &reader)))
        case .slotSeatReleased: .slot(.seatReleased(try seatReleased(from: &reader)))
        case .slotCreated: .slot(.created(try slotDetails(from: &reader)))
        case .slotChanged: .slot(.changed(try slotDetails(from: &reader)))
        case .holdPlaced: .hold(.placed(try holdPlaced(from: &reader)))
        case .holdConfirmed: .hold(.confirmed(try holdReference(from: &reader)))
        case .holdCancelled: .hold(.cancelled(try holdReference(from: &reader)))
        case .holdExpired: .hold(.expired(try holdReference(from: &reader)))
        case .orderPlaced: .order(.placed(try orderPlaced(from: &reader)))
        case .orderPaid: .order(.paid(try orderPaid(from: &reader)))
        case .orderCancelled: .order(.cancelled(try orderCancelled(from: &reader)))
        case .productReserved: .product(.reserved(try stockMovement(from: &reader)))
        case .productReleased: .product(.released(try stockMovement(from: &reader)))
        case .productSold: .product(.sold(try stockMovement(from: &reader)))
        case .productReturned: .product(.returned(try stockMovement(from: &reader)))
        case .productCreated: .product(.created(try productCreated(from: &reader)))
        case .productChanged: .product(.changed(try productChanged(from: &reader)))
        case .shopCreated: .shop(.created(try shopDetails(from: &reader)))
        case .userRegistered: .user(.registered(try userRegistered(from: &reader)))
        case .userRoleGranted: .user(.roleGranted(try roleGranted(from: &reader)))
        case .usernameClaimed: .claim(.usernameClaimed(try claimant(from: &reader)))
        case .emailClaimed: .claim(.emailClaimed(try claimant(from: &reader)))
        case .accountReserved: .account(.reserved(try reservation(from: &reader)))
        case .accountReleased: .account(.released(try reservation(from: &reader)))
        case .accountClosed: .account(try empty(.closed, from: &reader))
        case .accountReopened: .account(try empty(.reopened, from: &reader))
        case .transferReserved: .transfer(.reserved(try transferReserved(from: &reader)))
        case .transferPosted: .transfer(.posted(try transferPosted(from: &reader)))
        case .transferVoided: .transfer(.voided(try transferParties(from: &reader)))
        case .transferExpired: .transfer(.expired(try transferParties(from: &reader)))
        case .transferReversed: .transfer(.reversed(try transferReversed(from: &reader)))
        case .ratesRecorded: .rates(.recorded(try ratesRecorded(from: &reader)))
        case .sessionStarted: .session(.started(try sessionStarted(from: &reader)))
        case .sessionRefreshed: .session(.refreshed(try sessionRefreshed(from: &reader)))
        case .sessionEnded: .session(.ended(try sessionEnded(from: &reader)))
        case .userPasswordChanged: .user(.passwordChanged(try passwordChanged(from: &reader)))
        case .userDeleted: .user(.deleted(try userDeleted(from: &reader)))
        case .userRestored: .user(try empty(.restored, from: &reader))
        case .userErased: .user(try empty(.erased, from: &reader))
        case .basketChanged: .basket(.changed(try basketChanged(from: &reader)))
        case .basketOrdered: .basket(.ordered(try basketOrdered(from: &reader)))
        case .orderDrafted: .order(.drafted(try orderDrafted(from: &reader)))
        case .orderServicesChanged: .order(.servicesChanged(try orderDrafted(from: &reader)))
        case .orderProcessingStarted:
            .order(.processingStarted(try processingStarted(from: &reader)))
        case .orderRegistered: .order(.registered(try orderReference(from: &reader)))
        case .orderDone: .order(.done(try orderReference(from: &reader)))
        case .orderCancellationSent: .order(.cancellationSent(try orderReference(from: &reader)))
        case .orderDiscarded: .order(.discarded(try orderReference(from: &reader)))
        case .serviceListed: .service(.listed(try serviceDetails(from: &reader)))
        case .serviceChanged: .service(.changed(try serviceDetails(from: &reader)))
        case .serviceDelisted: .service(.delisted(try serviceReference(from: &reader)))
        }
    }

    /// Reads a payload without members.
    private static func empty<Value>(
        _ value: Value,
        from reader: inout JSONReader
    ) throws(JSONError) -> Value {
        try reader.object { (key, reader) throws(JSONError) in throw reader.unknown(key) }
        return value
    }
}
