/// What a stream is the history of: the part of its name before the first hyphen.
package enum StreamKind: String, Sendable, CaseIterable {
    case user
    case session
    case username
    case email
    case account
    case transfer
    case rates
    case slot
    case hold
    case shop
    case product
    case basket
    case order
    case catalogue

    /// What the names of its streams begin with.
    package var prefix: String { rawValue + "-" }
}
