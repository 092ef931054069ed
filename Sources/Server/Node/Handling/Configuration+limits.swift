import Commands
import EventStore
import Events
import Feed
import HTTP
import Projections
import Queries
import Settings

/// The limits in the words of the targets that keep them.
extension Configuration {
    package var commandLimits: CommandLimits {
        var limits = CommandLimits()
        limits.batch = batchLimit
        limits.queue = queueLimit
        limits.ageMilliseconds = Int64(commandAgeMilliseconds)
        limits.attempts = retryLimit
        limits.clockSkewMilliseconds = Int64(clockSkewMilliseconds)
        limits.entities = streamCacheLimit
        return limits
    }

    package var logLimits: LogLimits {
        LogLimits(holderMilliseconds: lockHolderMilliseconds)
    }

    var cacheLimits: CacheLimits {
        var limits = CacheLimits()
        limits.pageBytes = pageCacheBytes
        limits.waiters = positionWaitLimit
        return limits
    }

    /// A tenth of the connections is left to requests.
    var feedLimits: FeedLimits {
        var limits = FeedLimits()
        limits.readers = min(feedLimit, max(1, connectionLimit - connectionLimit / 10))
        limits.perUser = feedLimitPerUser
        limits.buffer = feedBuffer
        limits.publicReach = Int64(feedPublicReach)
        return limits
    }

    var runnerOptions: RunnerOptions {
        var options = RunnerOptions()
        options.batchLimit = projectionBatchLimit
        return options
    }

    package func edge(host: String, port: UInt16) -> HTTPOptions {
        var edge = HTTPOptions()
        edge.host = host
        edge.port = port
        edge.loops = loops
        edge.maxConnections = connectionLimit
        edge.maxConnectionsPerAddress = connectionsPerAddress
        edge.bodyBytes = bodyBytes
        edge.streamBytes = feedBacklogBytes
        return edge
    }
}
