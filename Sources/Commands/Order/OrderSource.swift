/// Where the lines of an order come from.
package enum OrderSource: Hashable, Sendable {
    case items([OrderItem])
    /// The actor's basket, which is empty afterwards.
    case basket
}
