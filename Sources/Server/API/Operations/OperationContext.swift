import Events
import Model
import Settings

/// What an operation knows besides the body when it makes a command.
package struct CommandContext {
    let identity: Identity
    /// The command's own id, which no other has.
    package let command: UUID128
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let configuration: Configuration
    let claims: ClaimCache

    package init(
        identity: Identity,
        command: UUID128,
        id: Int64,
        configuration: Configuration,
        claims: ClaimCache
    ) {
        self.identity = identity
        self.command = command
        self.id = id
        self.configuration = configuration
        self.claims = claims
    }
}

/// What an operation knows besides the parameters when it makes a question.
package struct QueryContext {
    let user: UserID
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let sources: QuerySources

    package init(user: UserID, id: Int64, sources: QuerySources) {
        self.user = user
        self.id = id
        self.sources = sources
    }
}

/// What questions need to know of the node that is asked.
package struct QuerySources: Sendable {
    let configuration: Configuration
    /// The service's time in microseconds since 1970.
    let now: @Sendable () -> Int64
    /// The end of the log as the projections know it, and how fast they follow it.
    let projections: @Sendable () -> (logEnd: LogPosition, eventsPerSecond: Int)

    package init(
        configuration: Configuration,
        now: @escaping @Sendable () -> Int64,
        projections: @escaping @Sendable () -> (logEnd: LogPosition, eventsPerSecond: Int)
    ) {
        self.configuration = configuration
        self.now = now
        self.projections = projections
    }
}

/// Remembers the claims on user names, so that a name that is often paid to costs one HMAC.
///
/// Confined to one event loop.
package final class ClaimCache {
    /// Some 100 bytes each.
    private static let limit = 20_000

    private let hasher: ClaimHasher
    private var known: [String: ClaimHash] = [:]

    package init(_ hasher: ClaimHasher) {
        self.hasher = hasher
    }

    /// The claim on a user name in any letter case.
    func username(_ text: String) -> ClaimHash {
        let name = NormalForm.username(text)
        if let claim = known[name] { return claim }
        // Starting again is cheaper than keeping track of which are used.
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        let claim = hasher.username(name)
        known[name] = claim
        return claim
    }

    /// The claim on an e-mail address in any letter case; seldom asked for, so not remembered.
    func email(_ text: String) -> ClaimHash {
        hasher.email(NormalForm.email(text))
    }
}
