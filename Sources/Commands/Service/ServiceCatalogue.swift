import Events
import Model

/// The catalogue of services as decisions see it: those that are listed now.
struct ServiceCatalogue: Entity {
    private(set) var listed: [ServiceID: ServiceDetails] = [:]

    init() {}

    /// From a snapshot.
    init(_ services: [ServiceDetails]) {
        for details in services { listed[details.service] = details }
    }

    /// What is to be written for a service that the outside gives these details of; nil if they are
    /// known.
    func change(to details: ServiceDetails) -> ServiceEvent? {
        guard let known = listed[details.service] else { return .listed(details) }
        return known == details ? nil : .changed(details)
    }

    mutating func evolve(_ event: ServiceEvent) {
        switch event {
        case .listed(let details), .changed(let details): listed[details.service] = details
        case .delisted(let service): listed[service] = nil
        }
    }

    static func change(in event: Event) -> ServiceEvent? {
        if case .service(let change) = event { change } else { nil }
    }
}
