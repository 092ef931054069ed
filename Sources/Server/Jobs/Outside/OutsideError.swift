/// Why an outside service gave no answer that can be used.
///
/// Its text is shown to administrators: it holds neither address nor token.
package enum OutsideError: Error, Equatable, Sendable {
    case notReached(String)
    case timedOut
    /// More bytes than are taken from one answer.
    case tooLarge(limit: Int)
    case status(Int)
    /// A redirect, which is never followed.
    case redirected(Int)
    case contentType(String)
    /// No JSON, or not the JSON that was agreed on.
    case malformed(String)
    /// The client is closed, since the node stops.
    case closed

    /// Whether it says something about all that the service is asked, not about one thing.
    ///
    /// A service that is not reached is not asked for each of a hundred orders in turn.
    var isOutage: Bool {
        switch self {
        case .notReached, .closed, .redirected: true
        case .status(let status): [401, 403, 429, 503].contains(status)
        case .timedOut, .tooLarge, .contentType, .malformed: false
        }
    }
}

extension OutsideError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notReached(let reason): "not reached: \(reason)"
        case .timedOut: "no answer in time"
        case .tooLarge(let limit): "an answer of more than \(limit) bytes"
        case .status(let status): "answered with status \(status)"
        case .redirected(let status): "answered with a redirect (\(status)), which is not followed"
        case .contentType(let type): "answered with \(type) instead of application/json"
        case .malformed(let problem): "an answer that is not understood: \(problem)"
        case .closed: "the node is stopping"
        }
    }
}
