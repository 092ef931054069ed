/// How long to wait after failures in a row: twice as long after each, up to a limit.
package struct Backoff: Equatable, Sendable {
    let firstSeconds: Int
    let limitSeconds: Int

    package init(firstSeconds: Int, limitSeconds: Int) {
        self.firstSeconds = firstSeconds
        self.limitSeconds = limitSeconds
    }

    /// `failures` from 1.
    package func seconds(after failures: Int) -> Int {
        var seconds = max(1, firstSeconds)
        for _ in 1..<max(2, failures) {
            guard failures > 1, seconds < limitSeconds else { break }
            seconds *= 2
        }
        return min(seconds, max(1, limitSeconds))
    }
}
