import API
import EventStore
import Events
import HTTP
import Identity
import Model

/// A request for a stream of the feed.
package struct FeedRequest: Equatable, Sendable {
    let audience: FeedAudience
    /// The session of the token, and the second since 1970 at which it expires; nil without a token.
    var session: SessionID?
    var expiresAt: Int64?
    /// The place of the event that the token was issued for; nil without a token.
    var issuedAt: LogPlace?
    /// The last id that the reader has seen; nil for a reader that begins.
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

/// Which part of the feed a reader receives.
package enum FeedAudience: Hashable, Sendable {
    /// A reader without a token receives counts only.
    case everybody
    /// A user receives the events that concern that user.
    case user(UserID)
    /// An administrator receives all events.
    case administrator(UserID)

    /// The user whose limit of streams the reader counts against.
    var user: UserID? {
        switch self {
        case .everybody: nil
        case .user(let user), .administrator(let user): user
        }
    }

    /// Whether the reader receives the item's frame.
    func includes(_ item: FeedItem) -> Bool {
        switch self {
        case .everybody: false
        case .user(let user): item.concerns(user)
        case .administrator: true
        }
    }
}

/// Reads the headers of a request for the feed.
package enum FeedHeaders {
    /// The last id that the reader has seen; nil if the reader begins.
    ///
    /// A browser sends an empty id before it has seen the first. Throws `invalid-fields` for a
    /// repeated header and for a value that is not an id.
    package static func lastEventID(_ request: borrowing Request) throws(Problem) -> LogPlace? {
        guard let value = request.header("last-event-id"), !value.isEmpty else { return nil }
        guard request.headerCount("last-event-id") == 1,
            let place = LogPlace(text: value, separator: FeedID.separator)
        else {
            throw FeedProblem.lastEventID("must be given once, and " + FeedID.form)
        }
        return place
    }

    /// The value of the feed's cookie (RFC 6265, section 4.2); nil without the cookie.
    ///
    /// The bytes are valid as long as the request.
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

/// The hub's decision about a request for the feed.
package enum FeedAdmission: Equatable {
    /// The stream begins with these bytes.
    case begins([UInt8])
    /// The response follows later.
    case later
    /// The reader cannot continue after the id that it named.
    case refused(Problem)
    /// The node has reached its limit of readers.
    case full
    /// The user has reached the limit of streams.
    case fullForUser
}

/// Why a request for the feed gets no stream.
package enum FeedProblem {
    package static let full = Problem.overloaded(
        "As many readers as the node takes follow the feed. Try again later.",
        retryAfterSeconds: 10
    )

    package static let fullForUser = Problem.tooMany(
        "This user follows the feed too many times at once. Close a stream first.",
        retryAfterSeconds: 10
    )

    static let notStarted = Problem.overloaded("The node has not got ready in time. Try again.")

    static func beyondEnd(_ end: LogPosition) -> Problem {
        lastEventID("must not be beyond the log's end, \(end.rawValue)")
    }

    static func lastEventID(_ detail: String) -> Problem {
        .invalid([Problem.FieldError(field: "Last-Event-ID", detail: detail)])
    }
}
