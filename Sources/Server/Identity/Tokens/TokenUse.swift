import Events

/// What a token is good for; one is never taken for the other.
package enum TokenUse: Equatable, Sendable {
    /// Every request; what the user may do stands in it.
    case access(roles: [Role])
    /// New tokens, once: the one given at sign-in has generation 1, each after it one more.
    case refresh(generation: Int64)
}
