/// The kind of thing that a command named and that does not exist.
///
/// Raw values are for messages.
package enum ResourceKind: String, Hashable, Sendable, CaseIterable {
    case user
    case session
    case transfer
    case slot
    case hold
    case shop
    case product
    case order
    case service
}
