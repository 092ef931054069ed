import EventStore
import Events
import HTTP
import Model
import Text

/// A refusal other than a command's `false`: the members of `application/problem+json` (RFC 9457).
package struct Problem: Error, Equatable, Sendable {
    /// The closed set of types.
    ///
    /// The raw value is the last part of the `type` member.
    package enum Kind: String, CaseIterable, Sendable {
        case malformedRequest = "malformed-request"
        case idempotencyKeyRequired = "idempotency-key-required"
        case unauthorized = "unauthorized"
        case sessionLost = "session-lost"
        case forbidden = "forbidden"
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case unsupportedMediaType = "unsupported-media-type"
        case invalidFields = "invalid-fields"
        case idempotencyKeyReused = "idempotency-key-reused"
        case historyChanged = "history-changed"
        case notReachedYet = "position-not-reached"
        case tooManyRequests = "too-many-requests"
        case overloaded = "overloaded"
        case unavailable = "unavailable"
        case outcomeUnknown = "outcome-unknown"
        case internalError = "internal-error"
        case receiptDistrusted = "receipt-distrusted"
    }

    /// One field or query parameter and what is wrong with it.
    package struct FieldError: Equatable, Sendable {
        let field: String
        let detail: String

        package init(field: String, detail: String) {
            self.field = field
            self.detail = detail
        }
    }

    /// Where to resume after `history-changed`.
    struct Resumption: Equatable, Sendable {
        /// The last position of the client's history that is still valid.
        let position: Int64
        /// The newest epoch.
        let history: EpochID
    }

    let kind: Kind
    /// What the client can do about it.
    let detail: String
    var errors: [FieldError] = []
    package var retryAfterSeconds: Int?
    /// The methods that the path accepts, after a wrong one.
    package var allow: String?
    /// The position of the read model that did not find the thing.
    var position: Int64?
    /// The epoch of that position.
    var history: EpochID?
    var resumption: Resumption?
    /// The text of `Tally-Detail`.
    var subject: String?

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

extension Problem {
    /// The HTTP status of each kind; the only place that chooses it.
    var status: Status {
        switch kind {
        case .malformedRequest, .idempotencyKeyRequired: .badRequest
        case .unauthorized, .sessionLost: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .historyChanged: .conflict
        case .methodNotAllowed: .methodNotAllowed
        case .unsupportedMediaType: .unsupportedMediaType
        case .invalidFields, .idempotencyKeyReused: .unprocessableContent
        case .tooManyRequests: .tooManyRequests
        case .internalError, .receiptDistrusted: .internalServerError
        case .notReachedYet, .overloaded, .unavailable, .outcomeUnknown: .serviceUnavailable
        }
    }

    var title: String {
        switch kind {
        case .malformedRequest: "Malformed request"
        case .idempotencyKeyRequired: "Idempotency-Key required"
        case .unauthorized: "Not signed in"
        case .sessionLost: "Session lost"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .unsupportedMediaType: "Unsupported media type"
        case .invalidFields: "Invalid fields"
        case .idempotencyKeyReused: "Idempotency-Key reused"
        case .historyChanged: "History changed"
        case .notReachedYet: "Position not reached yet"
        case .tooManyRequests: "Too many requests"
        case .overloaded: "Overloaded"
        case .unavailable: "Unavailable"
        case .outcomeUnknown: "Outcome unknown"
        case .internalError: "Internal error"
        case .receiptDistrusted: "Stored answer not trusted"
        }
    }

    /// More mistakes than this are counted, not named, so that the answer stays in proportion to
    /// the request.
    static let namedErrors = 50

    package static func invalid(_ errors: [FieldError]) -> Problem {
        let named = Array(errors.prefix(namedErrors))
        let others = errors.count - named.count
        var problem = Problem(
            .invalidFields,
            "Fix these fields and retry: "
                + named.map { "\($0.field) \($0.detail)" }.joined(separator: "; ")
                + (others > 0 ? "; and \(others) more." : ".")
        )
        problem.errors = named
        return problem
    }

    /// A body that is not one JSON object.
    package static func notAnObject(_ error: JSONError) -> Problem {
        Problem(
            .malformedRequest,
            "The body must be one JSON object: \(error.problem) at byte \(error.offset)."
        )
    }

    /// A read model that did not reach a position in time.
    package static let notReachedYet: Problem = {
        var problem = Problem(
            .notReachedYet,
            "The read model did not reach this position in time. Ask again later."
        )
        problem.retryAfterSeconds = 1
        return problem
    }()

    package static func tooMany(_ detail: String, retryAfterSeconds: Int) -> Problem {
        var problem = Problem(.tooManyRequests, detail)
        problem.retryAfterSeconds = retryAfterSeconds
        return problem
    }

    package static func unavailable(_ detail: String) -> Problem {
        var problem = Problem(.unavailable, detail)
        problem.retryAfterSeconds = 1
        return problem
    }

    package static func overloaded(_ detail: String, retryAfterSeconds: Int = 1) -> Problem {
        var problem = Problem(.overloaded, detail)
        problem.retryAfterSeconds = retryAfterSeconds
        return problem
    }
}

extension Problem: CustomStringConvertible {
    package var description: String { "\(title): \(detail)" }
}

extension Problem {
    /// A position or a feed id that lies behind the place where the log was cut.
    ///
    /// `through` is the last position of its history that is still valid.
    package static func historyChanged(through: LogPosition, newest: EpochID) -> Problem {
        var problem = Problem(
            .historyChanged,
            "The event at this position was lost with the end of the log. Begin again: everything up "
                + "to position \(through.rawValue) is still valid, and what came after it may not be."
        )
        problem.resumption = Resumption(position: through.rawValue, history: newest)
        return problem
    }

    /// A token of a session that was lost.
    package static let sessionLost = Problem(
        .sessionLost,
        "The session was lost with the end of the log, after a failover or a restored backup. Sign in "
            + "again."
    )

    /// A token of a session that has ended.
    package static let sessionEnded = Problem(.unauthorized, "The session is over. Sign in again.")

    /// A position, id or token of an epoch that the node does not know, perhaps not yet.
    package static let unsettledHistory: Problem = {
        var problem = Problem(
            .unavailable,
            "The node has not heard of this history of the log yet. Ask again."
        )
        problem.retryAfterSeconds = 1
        return problem
    }()
}

extension Response {
    /// The answer for a refusal; every refusal becomes an answer here.
    package init(_ problem: Problem) {
        var headers = HeaderLines()
        if problem.status == .unauthorized { headers.add("WWW-Authenticate", "Bearer") }
        if let allow = problem.allow { headers.add("Allow", allow) }
        if let seconds = problem.retryAfterSeconds { headers.add("Retry-After", Int64(seconds)) }
        if let position = problem.position { headers.add("Tally-Position", position) }
        if let subject = problem.subject { headers.add("Tally-Detail", subject) }
        if let epoch = problem.history { headers.add(epoch) }
        self = .problem(
            problem.status,
            type: problem.kind.rawValue,
            title: problem.title,
            detail: problem.detail,
            errors: problem.errors.map { ($0.field, $0.detail) },
            members: problem.resumption.map { resumption in
                [
                    ("position", .number(resumption.position)),
                    ("history", .text(resumption.history.text)),
                ]
            } ?? [],
            fields: headers.bytes
        )
        note.reason = problem.kind.rawValue
    }
}
