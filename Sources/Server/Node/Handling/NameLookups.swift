import API
import Commands
import EventStore
import Events
import HTTP
import Identity
import Model
import Runtime
import Settings
import Synchronization
import Text

/// How many users an address may register; all event loops count together.
final class RegistrationLimit: Sendable {
    private let limit: Mutex<RateLimit<Address>?>

    init(_ configuration: Configuration) {
        let perMinute = configuration.registrationsPerMinute
        limit = Mutex(perMinute > 0 ? RateLimit(perMinute: perMinute, keys: 10_000) : nil)
    }

    /// Throws status 429 if the address has registered as many as it may.
    func take(from address: Address) throws(Problem) {
        let now = SystemClock.monotonicMilliseconds
        guard let seconds = limit.withLock({ $0?.take(address, now: now) }) else { return }
        throw .tooMany(
            "This address has registered too many users.",
            retryAfterSeconds: seconds
        )
    }
}

/// How many names a caller may look up; all event loops count together.
///
/// Counted are questions whether a name exists, and commands whose refusal says so: payments to
/// names that nobody has, and registrations and changes to names that are taken. A command is
/// counted before it is decided, so that no number of them at once reveals more, and is taken off
/// the count if its answer reveals nothing.
final class NameLookups: Sendable {
    /// A user or, before there is one, an address.
    enum Asker: Hashable {
        case user(UserID)
        case address(Address)
    }

    /// The answers that reveal whether a name exists, or may do so when they are repeated.
    private static let revealing: Set<String> = [
        Rejection.receiverNotFound.rawValue, Rejection.usernameTaken.rawValue,
        Rejection.emailTaken.rawValue, Problem.Kind.outcomeUnknown.rawValue,
    ]

    private let limit: Mutex<RateLimit<Asker>>

    init(_ configuration: Configuration) {
        limit = Mutex(RateLimit(perMinute: configuration.checkUserPerMinute, keys: 10_000))
    }

    /// Counts a look-up; throws status 429 if it is one too many.
    ///
    /// Asked before anything is decided, so that the answer does not depend on the name.
    func take(_ asker: Asker) throws(Problem) {
        let now = SystemClock.monotonicMilliseconds
        guard let seconds = limit.withLock({ $0.take(asker, now: now) }) else { return }
        throw .tooMany("Too many names were looked up.", retryAfterSeconds: seconds)
    }

    /// Takes a command off the count if its answer reveals nothing, or only what an earlier one
    /// did.
    func settle(_ asker: Asker, _ answer: ResponseNote) {
        let isRevealing = answer.reason.map(Self.revealing.contains) ?? false
        settle(asker, names: isRevealing && !answer.isReplayed ? 1 : 0)
    }

    /// Makes the count of a command that was counted once that of the names that it reveals.
    func settle(_ asker: Asker, names: Int) {
        guard names != 1 else { return }
        let now = SystemClock.monotonicMilliseconds
        limit.withLock { limit in
            if names == 0 {
                limit.giveBack(asker)
            } else {
                limit.charge(asker, uses: names - 1, now: now)
            }
        }
    }
}

extension LoopHandler {
    /// Counts a command whose answer may reveal whether a name exists; `finish` takes it off again
    /// if the answer does not.
    func take(nameBy asker: NameLookups.Asker) throws(Problem) {
        try service.names.take(asker)
        current.lookup = asker
    }
}
