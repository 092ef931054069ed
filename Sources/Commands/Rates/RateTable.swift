import Events

/// The recorded exchange rates as decisions see them.
struct RateTable: Entity {
    mutating func evolve(_ event: RatesEvent) {
    }

    static func change(in event: Event) -> RatesEvent? {
        if case .rates(let change) = event { change } else { nil }
    }
}
