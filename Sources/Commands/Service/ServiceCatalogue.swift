import Events

/// The catalogue of services as decisions see it.
struct ServiceCatalogue: Entity {
    mutating func evolve(_ event: ServiceEvent) {
    }

    static func change(in event: Event) -> ServiceEvent? {
        if case .service(let change) = event { change } else { nil }
    }
}
