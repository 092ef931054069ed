import Events

/// A shop as decisions see it: it exists or not.
package struct Shop: Entity {
    /// Whether it was ever created.
    package private(set) var exists = false

    package init() {}

    package mutating func evolve(_ event: ShopEvent) {
        switch event {
        case .created: exists = true
        }
    }

    package static func change(in event: Event) -> ShopEvent? {
        if case .shop(let change) = event { change } else { nil }
    }
}
