/// Why a command was not done.
///
/// Nothing changes but, for a rejection under a key, the receipt.
package enum Refusal: Error, Hashable, Sendable {
    /// A business rule forbids it in this state: 409 and `false`.
    ///
    /// Remembered under the command's key.
    case rejected(Rejection)
    /// There is no such thing: 404.
    ///
    /// Not remembered, since it may come into being.
    case notFound(ResourceKind)
    /// The thing belongs to somebody else: 403.
    ///
    /// Not remembered.
    case forbidden
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rejected(let rejection): rejection.rawValue
        case .notFound(let kind): "there is no such \(kind.rawValue)"
        case .forbidden: "it belongs to another user"
        }
    }
}
