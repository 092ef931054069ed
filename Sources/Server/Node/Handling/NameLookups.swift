import API
import Entities
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
/// names or ids that nobody has, and registrations and changes to names that are taken.
final class NameLookups: Sendable {
    /// A user or, before there is one, an address.
    enum Asker: Hashable {
        case user(UserID)
        case address(Address)
    }

    /// A command whose answer may reveal that nobody has a name or an id, or that somebody has.
    struct Lookup {
        let asker: Asker
        /// Whether it is counted before it is decided, so that no number of them at once reveals
        /// more names, and taken off if its answer reveals nothing.
        ///
        /// A payment to an id is counted by its answer alone: those who pay know their receivers,
        /// and may send many payments at once.
        let isCounted: Bool
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
        throw Self.tooMany(seconds)
    }

    /// Throws status 429 if no look-up is left, whatever the command would reveal.
    func begin(_ lookup: Lookup) throws(Problem) {
        if lookup.isCounted { return try take(lookup.asker) }
        let now = SystemClock.monotonicMilliseconds
        guard let seconds = limit.withLock({ $0.wait(lookup.asker, now: now) }) else { return }
        throw Self.tooMany(seconds)
    }

    /// Counts what the answer reveals, unless an earlier one did.
    func settle(_ lookup: Lookup, _ answer: ResponseNote) {
        let isRevealing = answer.reason.map(Self.revealing.contains) ?? false
        settle(lookup, names: isRevealing && !answer.isReplayed ? 1 : 0)
    }

    /// Makes the count of a command that of the names that it reveals.
    func settle(_ lookup: Lookup, names: Int) {
        let uses = lookup.isCounted ? names - 1 : names
        guard uses != 0 else { return }
        let now = SystemClock.monotonicMilliseconds
        limit.withLock { limit in
            if uses < 0 {
                limit.giveBack(lookup.asker)
            } else {
                limit.charge(lookup.asker, uses: uses, now: now)
            }
        }
    }

    private static func tooMany(_ seconds: Int) -> Problem {
        .tooMany("Too many names were looked up.", retryAfterSeconds: seconds)
    }
}

extension LoopHandler {
    /// Counts a command whose answer may reveal whether a name exists; `finish` takes it off again
    /// if the answer does not.
    func take(nameBy asker: NameLookups.Asker) throws(Problem) {
        try begin(NameLookups.Lookup(asker: asker, isCounted: true))
    }

    /// Begins a command whose answer may reveal whether a name or an id exists; `finish` settles
    /// it.
    func begin(_ lookup: NameLookups.Lookup) throws(Problem) {
        try service.names.begin(lookup)
        current.lookup = lookup
    }
}
