import Postgres
import Runtime
import Text

/// Waits at the start of a node for a PostgreSQL that is down.
package struct DatabaseWait {
    /// Between two tries, each of which writes a line.
    private static let pauseMilliseconds: Int64 = 1_000

    let database: ConnectionOptions
    /// Seconds after which to give up; nil never to.
    let limitSeconds: Int?
    let signals: Signals

    package init(database: ConnectionOptions, limitSeconds: Int?, signals: Signals) {
        self.database = database
        self.limitSeconds = limitSeconds
        self.signals = signals
    }

    /// Returns once PostgreSQL takes connections, or false if the service is to end first.
    ///
    /// Throws when the time is over, and at once for what does not pass by itself, such as a wrong
    /// password.
    package func run() throws(Complaint) -> Bool {
        let start = SystemClock.monotonicMilliseconds
        while true {
            let tried = SystemClock.monotonicMilliseconds
            let error: PostgresError
            do throws(PostgresError) {
                _ = try Connection(database)
                return true
            } catch let problem {
                error = problem
            }
            let isOver = limitSeconds.map { tried - start >= Int64($0) * 1_000 } ?? false
            guard !isOver, mayPass(error) else { throw Complaint(database: error) }
            LogLine(.warning, "waiting for PostgreSQL").with("error", "\(error)").write()
            let pause = max(0, tried + Self.pauseMilliseconds - SystemClock.monotonicMilliseconds)
            if signals.wait(milliseconds: pause) { return false }
        }
    }

    private func mayPass(_ error: PostgresError) -> Bool {
        switch error {
        case .connection:
            switch Reachability(database) {
            case .rejecting, .silent: true
            case .accepting, .invalid: false
            }
        case .server(let refusal): refusal.sqlState.isTransient
        case .decoding, .misuse: false
        }
    }
}
