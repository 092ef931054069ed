/// Where the server listens and every limit it keeps; sizes in bytes, durations in milliseconds.
package struct HTTPOptions: Sendable {
    /// Numeric IPv4 or IPv6 address to bind, or `localhost`.
    package var host = "127.0.0.1"
    /// Port to bind; 0 takes any free one, which `Server.port` returns.
    package var port: UInt16 = 0
    /// Threads that each own an epoll, their connections and one handler.
    package var loops = 1
    /// Connections the kernel completes before `accept`.
    package var backlog: Int32 = 1024
    /// Connections open at once over all loops; more wait in the backlog.
    package var maxConnections = 10_000
    /// Connections open at once from one address; more are answered 429 and closed.
    package var maxConnectionsPerAddress = 10_000
    /// Whether all connections come from a proxy, which names the client in `X-Forwarded-For`: then
    /// the open requests of each client are counted in place of connections.
    package var trustsProxy = false
    /// Whether this machine's own address may have any number.
    package var sparesLoopback = false

    /// Request line and fields together; more is 431 (414 if the target alone is to blame).
    package var headBytes = 8192
    /// Header fields of a request; more is 431.
    package var fields = 64
    /// Request target; more is 414.
    package var targetBytes = 2048
    /// Request body; more is 413, said before reading it.
    package var bodyBytes = 65_536
    /// Paths to which a larger body may be posted.
    package var largeBodyPaths: [StaticString] = []
    /// Request body to one of them; more is 413, said before reading it.
    package var largeBodyBytes = 65_536
    /// Bytes of larger bodies that are read at once over all connections and loops; beyond that
    /// such a request is 503, said before reading its body.
    package var largeBodiesBytes = 16_777_216

    /// From `accept` to the last byte of the first request.
    package var firstRequestMilliseconds: Int64 = 10_000
    /// From the first byte of a later request to its last.
    package var requestMilliseconds: Int64 = 10_000
    /// Between an answer and the next request.
    package var idleMilliseconds: Int64 = 75_000
    /// Of a write that makes no progress.
    package var writeMilliseconds: Int64 = 30_000
    /// Of a connection that is closing while its client sends, so that the client can read the
    /// refusal.
    package var drainMilliseconds: Int64 = 2_000
    /// Between two scans of the deadlines; also how late a deadline is noticed.
    package var tickMilliseconds: Int64 = 1_000

    /// Unanswered requests of one connection; then it is not read until an answer leaves.
    package var pipelined = 64
    /// Unsent answer bytes of one connection; then it is not read until some leave.
    package var unsentBytes = 1_048_576
    /// Unsent bytes of a stream of events; a client that is further behind is cut off.
    package var streamBytes = 1_048_576
    /// Bytes read and thrown away from a client that sends on after a refusal.
    package var drainBytes = 262_144

    /// The defaults: loopback, any port, one loop.
    package init() {}
}
