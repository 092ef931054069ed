import Events
import Model

/// A shop as decisions see it: it exists or not.
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

/// Creates a shop; the caller has checked that the actor is an administrator.
package struct CreateShop: Command {
    let details: ShopDetails

    package init(_ details: ShopDetails) { self.details = details }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        let id = ShopID(createdAt: call.next)
        return Decision([.shop(id, .created(details))], location: .shop(id))
    }
}
