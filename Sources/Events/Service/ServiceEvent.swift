import Model

/// What is learnt of the outside catalogue of services.
package enum ServiceEvent: Hashable, Sendable {
    /// New in the catalogue, or back in it.
    case listed(ServiceDetails)
    case changed(ServiceDetails)
    /// The catalogue has it no longer.
    case delisted(ServiceID)
}

package struct ServiceDetails: Hashable, Sendable {
    package let service: ServiceID
    package let name: String
    package let description: String

    package init(service: ServiceID, name: String, description: String) {
        self.service = service
        self.name = name
        self.description = description
    }
}
