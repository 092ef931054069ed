import Events
import Model

/// Makes a shop.
///
/// The caller has checked that the actor is an administrator.
package struct CreateShop: Command {
    let details: ShopDetails

    package init(_ details: ShopDetails) {
        self.details = details
    }

    package func reads(
        _ model: borrowing WriteModel,
        by actor: Actor,
        at now: Timestamp,
        into streams: inout [StreamID]
    ) {}

    package func decide(
        _ model: borrowing WriteModel,
        _ context: DecisionContext
    ) throws(Refusal) -> Decision {
        let id = ShopID(createdAt: context.next)
        return Decision([NewEvent(.shop(id), .shop(.created(details)))], location: .shop(id))
    }
}

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
