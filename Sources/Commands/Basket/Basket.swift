import Events

/// A basket as decisions see it.
struct Basket: Entity {
    mutating func evolve(_ event: BasketEvent) {
    }

    static func change(in event: Event) -> BasketEvent? {
        if case .basket(let change) = event { change } else { nil }
    }
}
