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
/// names that nobody has, and registrations and changes to names that are taken.
final class NameLookups: Sendable {
    /// A user or, before there is one, an address.
    enum Asker: Hashable {
        case user(UserID)
        case address(Address)
    }

    private let limit: Mutex<RateLimit<Asker>>

    init(_ configuration: Configuration) {
        limit = Mutex(RateLimit(perMinute: configuration.checkUserPerMinute, keys: 10_000))
    }

    /// Counts a look-up; throws status 429 if it is one too many.
    func take(_ asker: Asker) throws(Problem) {
        let now = SystemClock.monotonicMilliseconds
        try refuse(limit.withLock { $0.take(asker, now: now) })
    }

    /// Throws status 429 if a look-up would be one too many.
    ///
    /// Asked before a command is decided, so that the answer does not depend on the name.
    func require(_ asker: Asker) throws(Problem) {
        let now = SystemClock.monotonicMilliseconds
        try refuse(limit.withLock { $0.wait(asker, now: now) })
    }

    /// Counts the commands among those answered that reveal whether a name exists.
    func record(_ answers: [(ticket: Caller, outcome: Outcome, epoch: EpochID?)]) {
        let askers = answers.compactMap { $0.ticket.asker(of: $0.outcome) }
        guard !askers.isEmpty else { return }
        let now = SystemClock.monotonicMilliseconds
        limit.withLock { limit in
            for asker in askers { limit.charge(asker, now: now) }
        }
    }

    private func refuse(_ seconds: Int?) throws(Problem) {
        guard let seconds else { return }
        throw .tooMany("Too many names were looked up.", retryAfterSeconds: seconds)
    }
}

extension Caller {
    /// The asker to whom the outcome reveals whether a name exists; nil if it reveals nothing, or
    /// is a stored answer.
    fileprivate func asker(of outcome: Outcome) -> NameLookups.Asker? {
        guard case .rejected(let reason, _, _, false) = outcome else { return nil }
        switch self {
        case .request(_, let user):
            let told = [Rejection.receiverNotFound.rawValue, Rejection.emailTaken.rawValue]
            return told.contains(reason) ? .user(user) : nil
        case .registration(_, let address):
            let taken = [Rejection.usernameTaken.rawValue, Rejection.emailTaken.rawValue]
            return taken.contains(reason) ? .address(address) : nil
        case .redemption, .tokens, .signOut, .code, .awaited, .job: return nil
        }
    }
}
