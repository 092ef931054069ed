import API
import Events
import HTTP
import Model
import Runtime
import Settings
import Text

/// How many requests a user, and an address, may send.
///
/// Confined to one event loop, which has its share of what the node allows. Whoever comes from this
/// machine without a proxy between is its operator, and is not limited unless that is asked for.
struct RequestLimits {
    private let trustsProxy: Bool
    private let sparesLoopback: Bool
    private var addresses: RateLimit<Address>?
    private var users: RateLimit<UserID>?

    /// Keys remembered by each limit.
    private static let keys = 100_000

    init(_ configuration: Configuration) {
        trustsProxy = configuration.trustProxy == 1
        sparesLoopback = configuration.limitLoopback == 0
        let loops = configuration.loops
        func limit<Key>(_ perSecond: Int, _ burst: Int) -> RateLimit<Key>? {
            guard perSecond > 0 else { return nil }
            return RateLimit(
                perSecond,
                perSeconds: loops,
                burst: max(burst / loops, 1),
                keys: Self.keys
            )
        }
        addresses = limit(configuration.addressRate, configuration.addressBurst)
        users = limit(configuration.userRate, configuration.userBurst)
    }

    /// Throws the 429 of an address that asks too often; figures for machines are not counted.
    mutating func takeAddress(of request: borrowing Request, _ route: Route) throws(Problem) {
        if case .operations = route.work { return }
        guard addresses != nil else { return }
        let address = request.clientAddress(trustsProxy: trustsProxy)
        guard !(sparesLoopback && address.isLoopback),
            let seconds = addresses?.take(address, now: SystemClock.monotonicMilliseconds)
        else { return }
        throw .tooMany("This address has sent too many requests.", retryAfterSeconds: seconds)
    }

    /// Throws the 429 of a user who asks too often.
    mutating func takeUser(_ user: UserID, _ request: borrowing Request) throws(Problem) {
        guard users != nil,
            !(sparesLoopback && request.clientAddress(trustsProxy: trustsProxy).isLoopback),
            let seconds = users?.take(user, now: SystemClock.monotonicMilliseconds)
        else { return }
        throw .tooMany("This user has sent too many requests.", retryAfterSeconds: seconds)
    }
}
