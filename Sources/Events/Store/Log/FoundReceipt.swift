/// A stored receipt as it was found.
package enum FoundReceipt: Hashable, Sendable {
    case sealed(Receipt)
    /// There is a row under the key, but its seal does not fit: what was answered under the key is not
    /// known.
    case distrusted
}
