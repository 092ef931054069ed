import Events
import Model

/// A service as the outside catalogue last had it.
package struct ServiceRow: Hashable, Sendable {
    package let service: ServiceID
    package var name: String
    package var description: String
    package var state: ServiceState
    /// The last event that changed this row.
    package var position: LogPosition

    package init(
        service: ServiceID,
        name: String,
        description: String,
        state: ServiceState,
        position: LogPosition
    ) {
        self.service = service
        self.name = name
        self.description = description
        self.state = state
        self.position = position
    }
}

/// Whether a service is in the catalogue; raw values are the words in `read.services`.
///
/// Each becomes the other.
package enum ServiceState: String, Hashable, Sendable, CaseIterable {
    case listed
    case delisted
}
