/// What became of the wish to wait.
package enum Registration: Hashable, Sendable {
    /// The cache is there already: there is nothing to wait for.
    case reached
    /// The ticket comes back from `apply`, `warm` or `expire`.
    case waiting
    /// As many wait as may: answer 503.
    case full
}
