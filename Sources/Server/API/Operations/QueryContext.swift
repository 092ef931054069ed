import Model
import Settings

/// What an endpoint knows besides the parameters when it makes a question.
package struct QueryContext {
    /// Nil where nobody needs to sign in.
    let identity: Identity?
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let sources: QuerySources

    package init(identity: Identity?, id: Int64, sources: QuerySources) {
        self.identity = identity
        self.id = id
        self.sources = sources
    }
}

/// What questions take from the node that they are asked on.
package struct QuerySources: Sendable {
    let configuration: Configuration
    /// The service's time in microseconds since 1970.
    let now: @Sendable () -> Int64
    /// The log's end as the projections know it, and how many events a second they take.
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
