import Model

/// Everything that can happen.
///
/// A new case makes the compiler point at the codec, at each entity's `evolve` and at each
/// projector.
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

/// An event that a decision wants appended to a stream.
package struct NewEvent: Hashable, Sendable {
    package let stream: StreamID
    package let event: Event

    package init(_ stream: StreamID, _ event: Event) {
        self.stream = stream
        self.event = event
    }
}

/// An event as it stands in the log.
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

/// Where an event came from: the command that was decided, on whose behalf, as part of what.
package struct Origin: Hashable, Sendable {
    package let command: UUID128
    package let actor: Actor
    /// The command or outside fact that led to this one, if it was not a person's request.
    package let causation: UUID128?
    /// What a caller's request id was, if it sent one as a UUID.
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
