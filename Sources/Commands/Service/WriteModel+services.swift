import Events
import Model

extension WriteModel {
    /// The services under the names that they have now.
    ///
    /// Throws `empty-order`, `too-many-lines`, `repeated-service` or `unknown-service`.
    borrowing func services(_ ids: [ServiceID]) throws(Refusal) -> [OrderedService] {
        guard !ids.isEmpty else { throw .rejected(.emptyOrder) }
        guard ids.count <= DraftOrder.maximumServices else { throw .rejected(.tooManyLines) }
        guard Set(ids).count == ids.count else { throw .rejected(.repeatedService) }
        let listed = services[.sole]?.listed ?? [:]
        var ordered: [OrderedService] = []
        for id in ids {
            guard let details = listed[id] else { throw .rejected(.unknownService) }
            ordered.append(OrderedService(service: id, name: details.name))
        }
        return ordered
    }
}
