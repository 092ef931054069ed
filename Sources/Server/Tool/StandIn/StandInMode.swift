/// How the stand-in treats what it is asked.
enum StandInMode: String, CaseIterable, Sendable {
    case normal
    /// Does it, and answers, only once the mode is changed.
    case slow
    /// Does it at once, and answers only once the mode is changed.
    case late
    /// Answers with what is no JSON.
    case wrong
    /// Answers with status 500.
    case error
    /// Closes the connection without an answer.
    case down
    /// Does it, and then closes the connection without an answer.
    case lost
    /// Does it twice, and says everything twice.
    case twice
    /// Answers with JSON that was not agreed on: rates of zero, services without id, unknown states.
    case strange
    /// Answers with more than anybody should take.
    case large
    /// Sends the asker elsewhere.
    case redirect
    /// Answers with a page for people.
    case page
}

/// The services that are stood in for.
enum StandInService: String, CaseIterable, Sendable {
    case rates
    case services
    case orders
}

/// A mode with what it is for: some requests, requests that name some ids, or all.
struct StandInRule: Equatable, Sendable {
    var mode: StandInMode
    /// Requests that are left; nil for any number.
    var requests: Int?
    /// Nil for requests about anything.
    var ids: Set<String>?

    func applies(to named: [String]) -> Bool {
        guard requests != 0 else { return false }
        return ids.map { !$0.isDisjoint(with: named) } ?? true
    }
}
