import Model

/// Any event.
///
/// For a new case the compiler reports the codec, `evolve` and each projector that has to handle
/// it; for a new event of a family, the codec needs no change.
package enum Event: Hashable, Sendable {
    case user(UserEvent)
    case session(SessionEvent)
    case claim(ClaimEvent)
    case account(AccountEvent)
    case transfer(TransferEvent)
    case rates(RatesEvent)
    case slot(SlotEvent)
    case hold(HoldEvent)
    case shop(ShopEvent)
    case product(ProductEvent)
    case basket(BasketEvent)
    case order(OrderEvent)
    case service(ServiceEvent)
    case invitation(InvitationEvent)

    /// The name that this event has in the log.
    package var type: EventType {
        switch self {
        case .account(let event): .account(event.name)
        case .slot(let event): .slot(event.name)
        case .hold(let event): .hold(event.name)
        case .order(let event): .order(event.name)
        case .product(let event): .product(event.name)
        case .shop(let event): .shop(event.name)
        case .user(let event): .user(event.name)
        case .claim(let event): .claim(event.name)
        case .transfer(let event): .transfer(event.name)
        case .rates(let event): .rates(event.name)
        case .session(let event): .session(event.name)
        case .basket(let event): .basket(event.name)
        case .service(let event): .service(event.name)
        case .invitation(let event): .invitation(event.name)
        }
    }
}

/// The name of an event in the log, such as `account.debited`; the file of each family has its
/// names.
package enum EventType: Hashable, Sendable, CaseIterable {
    case account(AccountEvent.Name)
    case slot(SlotEvent.Name)
    case hold(HoldEvent.Name)
    case order(OrderEvent.Name)
    case product(ProductEvent.Name)
    case shop(ShopEvent.Name)
    case user(UserEvent.Name)
    case claim(ClaimEvent.Name)
    case transfer(TransferEvent.Name)
    case rates(RatesEvent.Name)
    case session(SessionEvent.Name)
    case basket(BasketEvent.Name)
    case service(ServiceEvent.Name)
    case invitation(InvitationEvent.Name)

    /// The families with the most frequent events come first: look-up tries them in this order.
    package static let allCases: [EventType] = [
        AccountEvent.Name.allCases.map(EventType.account),
        SlotEvent.Name.allCases.map(EventType.slot),
        HoldEvent.Name.allCases.map(EventType.hold),
        OrderEvent.Name.allCases.map(EventType.order),
        ProductEvent.Name.allCases.map(EventType.product),
        ShopEvent.Name.allCases.map(EventType.shop),
        UserEvent.Name.allCases.map(EventType.user),
        ClaimEvent.Name.allCases.map(EventType.claim),
        TransferEvent.Name.allCases.map(EventType.transfer),
        RatesEvent.Name.allCases.map(EventType.rates),
        SessionEvent.Name.allCases.map(EventType.session),
        BasketEvent.Name.allCases.map(EventType.basket),
        ServiceEvent.Name.allCases.map(EventType.service),
        InvitationEvent.Name.allCases.map(EventType.invitation),
    ].flatMap { $0 }

    private static let names = WordTable(allCases, \.rawValue)

    /// Nil if no event has this name.
    package init?(name: UnsafeRawBufferPointer) {
        guard let type = EventType.names[name] else { return nil }
        self = type
    }

    package var rawValue: String {
        switch self {
        case .account(let name): name.rawValue
        case .slot(let name): name.rawValue
        case .hold(let name): name.rawValue
        case .order(let name): name.rawValue
        case .product(let name): name.rawValue
        case .shop(let name): name.rawValue
        case .user(let name): name.rawValue
        case .claim(let name): name.rawValue
        case .transfer(let name): name.rawValue
        case .rates(let name): name.rawValue
        case .session(let name): name.rawValue
        case .basket(let name): name.rawValue
        case .service(let name): name.rawValue
        case .invitation(let name): name.rawValue
        }
    }

    /// The version in which payloads of this type are written now, from 1.
    ///
    /// Older versions stay readable for ever.
    package var schema: Int16 {
        switch self {
        // 2: the exchange that a posting is a part of, which schema 1 leaves out; 3: what the
        // sender stored with the transfer.
        case .account(.debited): 3
        case .account(.credited): 2
        // 2: the time on the tokens, which schema 1 leaves out.
        case .session(.refreshed): 2
        // 2: what the client stored with it.
        case .transfer(.reserved), .hold(.placed), .order(.placed), .order(.drafted): 2
        case .account, .slot, .hold, .order, .product, .shop, .user, .claim, .transfer, .rates,
            .session, .basket, .service, .invitation:
            1
        }
    }
}

/// Families of events.
package struct EventFamilies: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let account = EventFamilies(rawValue: 1 << 0)
    package static let slot = EventFamilies(rawValue: 1 << 1)
    package static let hold = EventFamilies(rawValue: 1 << 2)
    package static let order = EventFamilies(rawValue: 1 << 3)
    package static let product = EventFamilies(rawValue: 1 << 4)
    package static let shop = EventFamilies(rawValue: 1 << 5)
    package static let user = EventFamilies(rawValue: 1 << 6)
    package static let claim = EventFamilies(rawValue: 1 << 7)
    package static let transfer = EventFamilies(rawValue: 1 << 8)
    package static let rates = EventFamilies(rawValue: 1 << 9)
    package static let session = EventFamilies(rawValue: 1 << 10)
    package static let basket = EventFamilies(rawValue: 1 << 11)
    package static let service = EventFamilies(rawValue: 1 << 12)
    package static let invitation = EventFamilies(rawValue: 1 << 13)

    /// The family of the types that begin with a word, such as `account` of `account.debited`; nil
    /// if no type does.
    package init?(word: some StringProtocol) {
        let type = EventType.allCases.first { $0.rawValue.prefix { $0 != "." } == word }
        guard let type else { return nil }
        self = type.family
    }

    /// Those of any of the events.
    package init(of events: some Sequence<RecordedEvent>) {
        self = []
        for event in events { insert(event.event.type.family) }
    }
}

extension EventType {
    package var family: EventFamilies {
        switch self {
        case .account: .account
        case .slot: .slot
        case .hold: .hold
        case .order: .order
        case .product: .product
        case .shop: .shop
        case .user: .user
        case .claim: .claim
        case .transfer: .transfer
        case .rates: .rates
        case .session: .session
        case .basket: .basket
        case .service: .service
        case .invitation: .invitation
        }
    }
}

/// An event that a decision appends to a stream.
package struct NewEvent: Hashable, Sendable {
    package let stream: StreamID
    package let event: Event

    package init(_ stream: StreamID, _ event: Event) {
        self.stream = stream
        self.event = event
    }
}

/// An event with the stream of the entity that it happens to, so that no event can be written to a
/// stream of another kind.
extension NewEvent {
    package static func user(_ id: UserID, _ event: UserEvent) -> Self {
        Self(.user(id), .user(event))
    }
    package static func session(_ id: SessionID, _ event: SessionEvent) -> Self {
        Self(.session(id), .session(event))
    }
    package static func username(_ hash: ClaimHash, _ event: ClaimEvent) -> Self {
        Self(.username(hash), .claim(event))
    }
    package static func email(_ hash: ClaimHash, _ event: ClaimEvent) -> Self {
        Self(.email(hash), .claim(event))
    }
    package static func account(_ id: AccountID, _ event: AccountEvent) -> Self {
        Self(.account(id), .account(event))
    }
    package static func transfer(_ id: TransferID, _ event: TransferEvent) -> Self {
        Self(.transfer(id), .transfer(event))
    }
    package static func rates(_ event: RatesEvent) -> Self {
        Self(.rates, .rates(event))
    }
    package static func slot(_ id: SlotID, _ event: SlotEvent) -> Self {
        Self(.slot(id), .slot(event))
    }
    package static func hold(_ id: HoldID, _ event: HoldEvent) -> Self {
        Self(.hold(id), .hold(event))
    }
    package static func shop(_ id: ShopID, _ event: ShopEvent) -> Self {
        Self(.shop(id), .shop(event))
    }
    package static func product(_ id: ProductID, _ event: ProductEvent) -> Self {
        Self(.product(id), .product(event))
    }
    package static func basket(_ user: UserID, _ event: BasketEvent) -> Self {
        Self(.basket(user), .basket(event))
    }
    package static func order(_ id: OrderID, _ event: OrderEvent) -> Self {
        Self(.order(id), .order(event))
    }
    package static func services(_ event: ServiceEvent) -> Self {
        Self(.services, .service(event))
    }
    package static func invitation(_ id: InvitationID, _ event: InvitationEvent) -> Self {
        Self(.invitation(id), .invitation(event))
    }
}

/// An event as stored in the log.
package struct RecordedEvent: Hashable, Sendable {
    package let position: LogPosition
    package let stream: StreamID
    package let version: StreamVersion
    package let event: Event
    package let origin: Origin
    package let recordedAt: Timestamp

    package init(
        position: LogPosition,
        stream: StreamID,
        version: StreamVersion,
        event: Event,
        origin: Origin,
        recordedAt: Timestamp
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.event = event
        self.origin = origin
        self.recordedAt = recordedAt
    }
}

/// The origin of an event: the command, the actor, and what caused the command.
package struct Origin: Hashable, Sendable {
    package let command: UUID128
    package let actor: Actor
    /// The command or outside event that caused this command, if it was not a person's request.
    package let causation: UUID128?
    /// The caller's request id, if it sent one that is a UUID.
    package let correlation: UUID128?

    package init(
        command: UUID128,
        actor: Actor,
        causation: UUID128? = nil,
        correlation: UUID128? = nil
    ) {
        self.command = command
        self.actor = actor
        self.causation = causation
        self.correlation = correlation
    }
}
