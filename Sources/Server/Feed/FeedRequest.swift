import API
import EventStore
import Events
import HTTP
import Identity
import Model

/// What a request for the feed asks for.
package struct FeedRequest: Equatable, Sendable {
    let audience: FeedAudience
    /// The session of the token, and the second since 1970 at which it expires; nil without one.
    var session: SessionID?
    var expiresAt: Int64?
    /// Where the log has the event that the token was issued for; nil without one.
    var issuedAt: LogPlace?
    /// The last id that the reader has seen; nil for one that begins.
    var after: LogPlace?

    package init(
        audience: FeedAudience,
        session: SessionID? = nil,
        expiresAt: Int64? = nil,
        issuedAt: LogPlace? = nil,
        after: LogPlace? = nil
    ) {
        self.audience = audience
        self.session = session
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        self.after = after
    }
}

/// What a reader of the feed gets to see.
package enum FeedAudience: Hashable, Sendable {
    /// Without an identity: counts.
    case everybody
    /// What concerns the user.
    case user(UserID)
    /// Everything.
    case administrator(UserID)

    /// Whom a reader is counted for.
    var user: UserID? {
        switch self {
        case .everybody: nil
        case .user(let user), .administrator(let user): user
        }
    }

    /// Whether the item's frame is sent.
    func includes(_ item: FeedItem) -> Bool {
        switch self {
        case .everybody: false
        case .user(let user): item.concerns(user)
        case .administrator: true
        }
    }
}

/// What a request for the feed says in its headers.
package enum FeedHeaders {
    /// The last id that the reader has seen, nil if it begins.
    ///
    /// An empty one is what a browser has before the first.
    package static func lastEventID(_ request: borrowing Request) throws(Problem) -> LogPlace? {
        guard let value = request.header("last-event-id"), !value.isEmpty else { return nil }
        guard request.headerCount("last-event-id") == 1,
            let place = LogPlace(text: value, separator: FeedID.separator)
        else {
            throw .invalid([
                Problem.FieldError(
                    field: "Last-Event-ID",
                    detail: "must be given once, and " + FeedID.form
                )
            ])
        }
        return place
    }

    /// The value of the feed's cookie (RFC 6265, section 4.2), valid as long as the request; nil if there
    /// is none.
    package static func cookie(_ request: borrowing Request) -> UnsafeRawBufferPointer? {
        guard let value = request.header("cookie") else { return nil }
        let name = Array((FeedCookie.name + "=").utf8)
        for pair in value.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: name) else { continue }
            return UnsafeRawBufferPointer(rebasing: pair.dropFirst(name.count))
        }
        return nil
    }
}

/// What becomes of a request for the feed.
package enum FeedAdmission: Equatable {
    /// The stream begins with these bytes.
    case begins([UInt8])
    /// The answer comes later.
    case later
    /// The reader can't go on after the id that it has named.
    case refused(Problem)
    /// The node has as many readers as it may.
    case full
    /// The user has.
    case fullForUser
}

/// Why a request for the feed gets no stream.
package enum FeedProblem {
    package static let full = Problem.overloaded(
        "As many readers as the node takes follow the feed. Try again later.",
        retryAfterSeconds: 10
    )

    package static let fullForUser: Problem = {
        var problem = Problem(
            .tooManyRequests,
            "This user follows the feed too many times at once. Close a stream first."
        )
        problem.retryAfterSeconds = 10
        return problem
    }()

    static let notStarted = Problem.overloaded("The node has not got ready in time. Try again.")

    static func beyondEnd(_ end: LogPosition) -> Problem {
        .invalid([
            Problem.FieldError(
                field: "Last-Event-ID",
                detail: "must not be beyond the log's end, \(end.rawValue)"
            )
        ])
    }
}
