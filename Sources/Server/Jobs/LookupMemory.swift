import Events
import Model

/// Which services were looked up lately, so that nobody is asked about them again for a while.
///
/// Times are milliseconds of a clock that only goes forward.
struct LookupMemory: Sendable {
    private let keepMilliseconds: Int64
    /// When each is forgotten.
    private var expiry: [ServiceID: Int64] = [:]
    private var pausedUntil = Int64.min

    private static let limit = 10_000
    /// While the outside service is not reached, orders do not wait for it again and again.
    private static let pauseMilliseconds: Int64 = 10_000

    init(keepSeconds: Int) {
        keepMilliseconds = Int64(keepSeconds) * 1_000
    }

    /// Those to look up; none while the outside service is not reached.
    func unknown(_ services: [ServiceID], now: Int64) -> [ServiceID] {
        guard now >= pausedUntil else { return [] }
        return services.filter { expiry[$0].map { now >= $0 } ?? true }
    }

    /// They were found in the catalogue, or looked up, with whatever result.
    mutating func remember(_ services: [ServiceID], now: Int64) {
        if expiry.count + services.count > Self.limit {
            expiry = expiry.filter { now < $0.value }
            if expiry.count + services.count > Self.limit { expiry = [:] }
        }
        for service in services { expiry[service] = now + keepMilliseconds }
    }

    /// The outside service was not reached.
    mutating func pause(now: Int64) {
        pausedUntil = now + Self.pauseMilliseconds
    }
}
