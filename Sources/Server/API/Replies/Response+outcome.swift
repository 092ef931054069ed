import Entities
import EventStore
import Events
import HTTP
import Model

extension Response {
    static let yes = Array("true".utf8)
    static let no = Array("false".utf8)

    /// The answer to a command whose outcome is unknown.
    package static let outcomeUnknown: Response = {
        var problem = Problem(
            .outcomeUnknown,
            "It is not known yet whether the command was done. Send it again with the same "
                + "Idempotency-Key; without one, check first whether it was done."
        )
        problem.retryAfterSeconds = 1
        return Response(problem)
    }()

    /// The answer to something done that is not in the log.
    package static let done = Response(.ok, body: yes)

    /// The answer to something that a rule forbids, without a place in the log.
    package static func refused(_ reason: Rejection) -> Response {
        var headers = HeaderLines()
        headers.add("Tally-Reason", reason.rawValue)
        var response = Response(.conflict, fields: headers.bytes, body: no)
        response.note.reason = reason.rawValue
        return response
    }

    /// The answer to a command: exactly `true`, exactly `false`, or a problem.
    ///
    /// `epoch` is the one in which it was decided.
    package init(_ outcome: Outcome, in epoch: EpochID?) {
        switch outcome {
        case .done(let position, let location, let replayed):
            var headers = HeaderLines()
            if let location { headers.add("Location", location) }
            headers.add("Tally-Position", position.rawValue)
            if let epoch { headers.add(epoch) }
            if replayed { headers.add("Idempotency-Replayed", "true") }
            self.init(.ok, fields: headers.bytes, body: Self.yes)
            note.position = position.rawValue
            note.isReplayed = replayed
        case .rejected(let reason, let detail, let position, let replayed):
            var headers = HeaderLines()
            headers.add("Tally-Reason", reason)
            if let detail { headers.add("Tally-Detail", detail) }
            headers.add("Tally-Position", position.rawValue)
            if let epoch { headers.add(epoch) }
            if replayed { headers.add("Idempotency-Replayed", "true") }
            self.init(.conflict, fields: headers.bytes, body: Self.no)
            note.position = position.rawValue
            note.reason = reason
            note.isReplayed = replayed
        case .decided(let results, let position, let replayed):
            self.init(results.done, position, in: epoch, replayed: replayed)
        case .notFound(let kind, let detail):
            var problem = Problem(.notFound, "There is no such \(kind.rawValue).")
            problem.subject = detail
            self.init(problem)
        case .sessionEnded:
            self.init(Problem.sessionEnded)
        case .sessionLost:
            self.init(Problem.sessionLost)
        case .forbidden(let permitted):
            self.init(Problem(.forbidden, permitted.rawValue))
        case .keyReused:
            self.init(
                Problem(
                    .idempotencyKeyReused,
                    "This Idempotency-Key was used for another request before. Use a new key."
                )
            )
        case .distrusted:
            self.init(
                Problem(
                    .receiptDistrusted,
                    "The stored answer under this Idempotency-Key can't be trusted, so the command "
                        + "was neither repeated nor answered from it. The operator finds the row in "
                        + "the service's log and with tally verify."
                )
            )
        case .unknown:
            self = .outcomeUnknown
        case .unavailable(let seconds, let cause):
            var problem = Problem(
                .unavailable,
                "The command was not done and had no effect. Send it again later."
                    + (cause.map { " \($0)" } ?? "")
            )
            problem.retryAfterSeconds = seconds
            self.init(problem)
        }
    }
}
