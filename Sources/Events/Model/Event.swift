import Model

/// Any event.
///
/// For a new case the compiler reports the codec, `evolve` and each projector that has to handle
/// it.
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
