import Dispatch
import Synchronization

/// Connections that several threads share, at most `size` of them.
///
/// A call waits for one to be free until its deadline, and blocks meanwhile: never call from the
/// cooperative pool or an event loop. Broken ones, and those left within a transaction, are dropped.
package final class ConnectionPool: Sendable {
    private let options: ConnectionOptions
    private let state = Mutex(State())
    /// Counts the connections that may be taken, open or not.
    private let permits = DispatchSemaphore(value: 0)

    private struct State {
        var idle: [Parked] = []
        var isClosed = false
    }

    /// A connection that no thread uses.
    ///
    /// Safe to send: it is either in `idle`, where nobody uses it, or taken out by one thread, which
    /// forgets it when it puts it back. The mutex orders the one before the other.
    private struct Parked: @unchecked Sendable {
        let connection: Connection
    }

    /// Opens nothing yet.
    ///
    /// `size` is at least 1.
    package init(_ options: ConnectionOptions, size: Int) {
        self.options = options
        // Signalled, not given as the initial value: a semaphore below that value may not be freed.
        for _ in 0..<max(size, 1) { permits.signal() }
    }

    /// Lends a connection to `body`, which must not keep it.
    ///
    /// Throws `.timeout` if none was free within the limit, `.connection` if none can be opened, and
    /// what `body` throws.
    @discardableResult
    package func withConnection<Result>(
        timeoutMilliseconds: Int, _ body: (Connection) throws -> Result
    ) throws -> Result {
        let connection = try take(timeoutMilliseconds)
        defer { putBack(connection) }
        return try body(connection)
    }

    /// Closes the connections that are free, now, and the others when they come back.
    ///
    /// Calls that wait or come later fail with `.connection`.
    package func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        withExtendedLifetime(idle) {}
        // Each call that waits passes this on to the next.
        permits.signal()
    }

    /// Drops the connections that are free, for example after a failover; new ones are opened.
    package func dropIdle() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        withExtendedLifetime(idle) {}
    }

    private func take(_ milliseconds: Int) throws(PostgresError) -> Connection {
        guard permits.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
            throw .timeout("no connection was free within \(milliseconds) ms")
        }
        do {
            while let connection = try nextIdle() {
                // The server may have ended the session while nobody looked.
                if connection.checkAlive() { return connection }
            }
            return try Connection(options)
        } catch {
            permits.signal()
            throw error
        }
    }

    /// The one used last, whose caches are warmest; nil if a new one is to be opened.
    private func nextIdle() throws(PostgresError) -> Connection? {
        let (parked, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
        guard !isClosed else { throw .connection("the pool is closed") }
        return parked?.connection
    }

    private func putBack(_ connection: Connection) {
        if !connection.isBroken, connection.isIdle {
            let parked = Parked(connection: connection)
            state.withLock { if !$0.isClosed { $0.idle.append(parked) } }
        }
        permits.signal()
    }
}
