import Events
import HTTP
import Model

/// What a desk has to know of a request besides its content.
package struct RequestOrigin: Sendable {
    /// The id of the command that comes of it.
    let id: UUID128
    let correlation: UUID128?
    /// Whom limits per address are kept for.
    let address: Address
    let ticket: Ticket

    package init(id: UUID128, correlation: UUID128?, address: Address, ticket: Ticket) {
        self.id = id
        self.correlation = correlation
        self.address = address
        self.ticket = ticket
    }
}
