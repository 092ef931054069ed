import Foundation
import Synchronization

/// Calls `body` on `count` threads of their own at once, and answers what they answered, in no
/// order.
///
/// A task group would use the few threads that all tests share, after other work.
package func atOnce<Answer: Sendable>(
    _ count: Int,
    _ body: @escaping @Sendable (Int) throws -> Answer
) throws -> [Answer] {
    let results = Mutex<[Result<Answer, any Error>]>([])
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        Thread {
            let result = Result { try body(number) }
            results.withLock { $0.append(result) }
            group.leave()
        }.start()
    }
    try group.end("all \(count) threads have ended", seconds: 600)
    return try results.withLock { try $0.map { try $0.get() } }
}
