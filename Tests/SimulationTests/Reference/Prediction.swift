import Events

/// What has to become of an intent in a given state.
enum Prediction: Equatable {
    /// Exactly these events, and this `Location`.
    case done([NewEvent], location: String?)
    case rejected(String)
    case notFound
    case forbidden
}
