/// What one call to an outside service may take.
struct OutsideLimits: Equatable, Sendable {
    /// Milliseconds for connecting, and between two pieces of an answer.
    var silenceMilliseconds = 5_000
    /// Milliseconds for a whole call.
    var totalMilliseconds = 10_000
    var answerBytes = 1_048_576
}
