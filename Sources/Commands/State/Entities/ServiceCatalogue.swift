import Events
import Model

/// The catalogue of services as decisions see it: the services that are listed now.
struct ServiceCatalogue: Entity {
    private(set) var listed: [ServiceID: ServiceDetails] = [:]

    /// Returns the event to record for a service with these details outside; nil if they are known.
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

extension ServiceCatalogue {
    /// Id, name and description of each listed service, in order of id.
    var snapshot: Snapshot? {
        var snapshot = Snapshot()
        for details in inOrder {
            snapshot.append(details.service.value.text)
            snapshot.append(details.name)
            snapshot.append(details.description)
        }
        return snapshot
    }

    init?(_ stored: inout SnapshotReader) {
        while !stored.isAtEnd {
            guard let text = stored.text(), let id = UUID128(text: text),
                let name = stored.text(), let description = stored.text()
            else { return nil }
            let service = ServiceID(id)
            listed[service] = ServiceDetails(service: service, name: name, description: description)
        }
    }

    /// The listed services, in order of id.
    var inOrder: [ServiceDetails] {
        listed.values.sorted {
            let (left, right) = ($0.service.value, $1.service.value)
            return (left.high, left.low) < (right.high, right.low)
        }
    }
}

extension WriteModel {
    /// Returns the services under their present names.
    ///
    /// Throws `empty-order`, `too-many-lines`, `repeated-service` or `unknown-service`.
    borrowing func services(_ ids: [ServiceID]) throws(Refusal) -> [OrderedService] {
        guard !ids.isEmpty else { throw .rejected(.emptyOrder) }
        guard ids.count <= DraftOrder.maximumServices else { throw .rejected(.tooManyLines) }
        var named: Set<ServiceID> = []
        if let id = ids.first(where: { !named.insert($0).inserted }) {
            throw .rejected(.repeatedService, detail: "service=\(id.value.text)")
        }
        let listed = services[.only]?.listed ?? [:]
        var ordered: [OrderedService] = []
        for id in ids {
            guard let details = listed[id]
            else { throw .rejected(.unknownService, detail: "service=\(id.value.text)") }
            ordered.append(OrderedService(service: id, name: details.name))
        }
        return ordered
    }
}

/// Records the present outside catalogue: services that are new, changed or gone.
///
/// Of many changes only the first are written; the job sends the command again until
/// `nothing-to-record`, which is also why a repeated command has no effect.
package struct RecordCatalogue: Command {
    let services: [ServiceDetails]

    /// The most changes in one append, so that other commands do not wait long behind a new
    /// catalogue.
    package static let maximumChanges = 500

    /// `services` is the whole catalogue, of all pages: a service that is not in it is gone.
    ///
    /// The first of two services with the same id counts.
    package init(_ services: [ServiceDetails]) { self.services = services }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let catalogue = model.services[.only] ?? ServiceCatalogue()
        var named: Set<ServiceID> = []
        var changes: [ServiceEvent] = []
        for details in services where named.insert(details.service).inserted {
            if let change = catalogue.change(to: details) { changes.append(change) }
        }
        for details in catalogue.inOrder where !named.contains(details.service) {
            changes.append(.delisted(details.service))
        }
        guard !changes.isEmpty else { throw .rejected(.nothingToRecord) }
        return Decision(changes.prefix(Self.maximumChanges).map { .services($0) })
    }
}

/// Records one service that was looked up outside by its id.
///
/// Refused with `nothing-to-record` if the details are known.
package struct RecordService: Command {
    let details: ServiceDetails

    package init(_ details: ServiceDetails) { self.details = details }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        streams.append(.services)
    }

    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        try call.requireSystem()
        let catalogue = model.services[.only] ?? ServiceCatalogue()
        guard let change = catalogue.change(to: details) else { throw .rejected(.nothingToRecord) }
        return Decision([.services(change)])
    }
}
