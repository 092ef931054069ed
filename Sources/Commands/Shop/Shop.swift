import Events

/// A shop as decisions see it: it is there or not.
struct Shop: Entity {
    private(set) var exists = false

    mutating func evolve(_ event: ShopEvent) {
        switch event {
        case .created: exists = true
        }
    }

    static func change(in event: Event) -> ShopEvent? {
        if case .shop(let change) = event { change } else { nil }
    }
}
