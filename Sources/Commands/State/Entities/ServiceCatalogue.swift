import Events
import Model

/// The catalogue of services as decisions see it: the services that are listed now.
package struct ServiceCatalogue: Entity {
    /// The services by their ids.
    package private(set) var listed: [ServiceID: ServiceDetails] = [:]

    package init() {}

    /// Returns the event to record for a service with these details outside; nil if they are known.
    package func change(to details: ServiceDetails) -> ServiceEvent? {
        guard let known = listed[details.service] else { return .listed(details) }
        return known == details ? nil : .changed(details)
    }

    package mutating func evolve(_ event: ServiceEvent) {
        switch event {
        case .listed(let details), .changed(let details): listed[details.service] = details
        case .delisted(let service): listed[service] = nil
        }
    }

    package static func change(in event: Event) -> ServiceEvent? {
        if case .service(let change) = event { change } else { nil }
    }
}

extension ServiceCatalogue {
    /// Id, name and description of each listed service, in order of id.
    package var snapshot: Snapshot? {
        var snapshot = Snapshot()
        for details in inOrder {
            snapshot.append(details.service.value.text)
            snapshot.append(details.name)
            snapshot.append(details.description)
        }
        return snapshot
    }

    package init?(_ stored: inout SnapshotReader) {
        while !stored.isAtEnd {
            guard let text = stored.text(), let id = UUID128(text: text),
                let name = stored.text(), let description = stored.text()
            else { return nil }
            let service = ServiceID(id)
            listed[service] = ServiceDetails(service: service, name: name, description: description)
        }
    }

    /// The listed services, in order of id.
    package var inOrder: [ServiceDetails] {
        listed.values.sorted {
            let (left, right) = ($0.service.value, $1.service.value)
            return (left.high, left.low) < (right.high, right.low)
        }
    }
}
