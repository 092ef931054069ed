import API
import Cache
import Entities
import Events
import HTTP
import Identity
import Jobs
import Model
import Operations
import Projections
import Queries
import Runtime
import Synchronization
import Text
import Writer

/// Answers operators: whether the service is alive, whether it is ready, and its figures.
final class Operations: Sendable {
    /// The sources of the figures.
    struct Sources: Sendable {
        let cache: WarmCache
        let queueDepth: @Sendable () -> Int
        let writer: WriterCounters
        let appends: AppendHealth
        let endedSessions: @Sendable () -> Int
        /// Why sessions that read and sessions that write may see different logs.
        let division: @Sendable () -> String?
        let runner: @Sendable () -> RunnerStatus
        let server: @Sendable () -> ServerCounters
        let queryDepth: @Sendable () -> Int
        let passwordDepth: @Sendable () -> Int
        let bulkBytes: @Sendable () -> Int
        let journalLeftOut: @Sendable () -> Int
        let distrusted: DistrustedRows
        let requests: RequestMetrics
        let jobs: JobCounters
    }

    /// Milliseconds without an answer of the database after which the last state is too old to use.
    private static let silenceLimit: Int64 = 15_000

    let sources: Sources
    let startedAt = SystemClock.monotonicMilliseconds
    private let lagLimit: Int64
    private let turnedAway = Atomic(0)
    private let isStopping = Atomic(false)

    init(sources: Sources, lagLimit: Int) {
        self.sources = sources
        self.lagLimit = Int64(lagLimit)
    }

    func answer(_ page: OperationsPage) -> Response {
        switch page {
        case .health: health()
        case .ready: ready()
        case .metrics: metrics()
        }
    }

    /// Counts commands that found the queue full.
    func countTurnedAway(_ count: Int) {
        turnedAway.add(count, ordering: .relaxed)
    }

    var turnedAwayCount: Int { turnedAway.load(ordering: .relaxed) }

    /// From now on the node is not ready, so that no new requests are sent to it.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    /// Whether the node should get requests.
    var isReady: Bool { hindrance(sources.runner()) == nil }

    /// Any answer shows that the process is up and its loop turns.
    private func health() -> Response {
        let seconds = (SystemClock.monotonicMilliseconds - startedAt) / 1_000
        return json(
            "{\"status\":\"ok\",\"version\":\"\(tallyVersion)\",\"uptime_seconds\":\(seconds)}"
        )
    }

    private func ready() -> Response {
        let status = sources.runner()
        if let reason = hindrance(status) {
            return Response(.unavailable(reason))
        }
        let positions = status.projections.sorted { $0.key < $1.key }.map { name, projection in
            "\"\(name.rawValue)\":\(projection.position.rawValue)"
        }
        return json(
            "{\"status\":\"ready\",\"position\":\(status.tail.rawValue),\"lag\":\(status.lag),"
                + "\"projections\":{\(positions.joined(separator: ","))}}"
        )
    }

    /// Why the node should get no requests now; nil if it should.
    private func hindrance(_ status: RunnerStatus) -> String? {
        if isStopping.load(ordering: .relaxed) { return "The node is stopping." }
        switch status.connection {
        case .connected: break
        case .stopped: return "The projections are not running."
        case .waiting: return "The database is not reached."
        }
        let silence = SystemClock.monotonicMilliseconds - status.answeredAt
        guard silence <= Self.silenceLimit else {
            return "The database has not answered for \(silence / 1_000) s."
        }
        for (name, projection) in status.projections.sorted(by: { $0.key < $1.key }) {
            if case .stopped(let fault) = projection.state {
                return "The projection \(name.rawValue) has stopped: \(fault)."
            }
        }
        guard status.lag <= lagLimit else {
            return "The read models are \(status.lag) events behind; the limit is \(lagLimit)."
        }
        if let division = sources.division() { return division }
        if let hindrance = sources.appends.hindrance() { return hindrance }
        return sources.cache.isWarm ? nil : "The cache is being filled."
    }

    private func json(_ text: String) -> Response {
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        return Response(.ok, fields: headers.bytes, body: Array(text.utf8))
    }
}
