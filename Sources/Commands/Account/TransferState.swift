import Events

/// A transfer as decisions see it: whether it is pending, posted or reversed.
struct TransferState: Entity {
    mutating func evolve(_ event: TransferEvent) {
    }

    static func change(in event: Event) -> TransferEvent? {
        if case .transfer(let change) = event { change } else { nil }
    }
}
